// A way to reach a person: SMS, email, push, or the demo's outbox page. All are asked the same thing and
// answer the same, so that whoever delivers need not know which one it is.

import type { Line } from '../../../subscribers/public.ts';
import type { Instant } from '../../../kernel/public.ts';
import type { About, Channel } from '../message.ts';
import type { Text } from '../templates/templates.ts';

export type WayName = Channel | 'outbox';

export type Letter = {
  readonly messageId: string;
  readonly about: About;
  readonly line: Line;
  readonly text: Text;
  readonly toldAt: Instant;
  readonly lapsesAt: Instant;
};

export type Outcome =
  /** Taken. Of an SMS, by which names the message centre knows its segments. */
  | { readonly outcome: 'taken'; readonly segmentNames?: readonly string[] }
  /** Not now: the way is away, or asks for patience. */
  | { readonly outcome: 'later'; readonly problem: string; readonly afterSeconds?: number }
  /** Never by this way. */
  | { readonly outcome: 'refused'; readonly problem: string };

export type Way = {
  readonly name: WayName;
  /** Whether it could reach this line at all. */
  reaches(line: Line): boolean;
  /** Never throws. `problem` names no person. */
  send(letter: Letter): Promise<Outcome>;
  close(): Promise<void>;
};

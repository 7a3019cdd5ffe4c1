// What the TMF654 door is given to work with.

import type { PoolClient } from 'pg';
import type { Store } from '../../db/public.ts';
import type { Gifting } from '../../gifting/public.ts';
import type { Clock, Instant, Result } from '../../kernel/public.ts';
import type { Ledger } from '../../ledger/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import type { TmfRefusal } from './error.ts';

export type TmfEvent = {
  readonly id: string;
  readonly format: 'tmf654';
  readonly type: string;
  readonly subject: string;
  readonly data: object;
  readonly at: Instant;
};

export type Listener = {
  readonly id: string;
  readonly url: string;
  readonly query: string | null;
  readonly secret: Buffer;
};

type Admitted = Result<{ readonly clientId: string }, TmfRefusal>;

export type TmfServices = {
  readonly store: Pick<Store, 'pool' | 'parts'>;
  readonly directory: Pick<Directory, 'line' | 'lineBy'>;
  readonly ledger: Pick<Ledger, 'execute'>;
  readonly gifting: Pick<Gifting, 'give' | 'undo'>;
  readonly clock: Clock;
  /** The carrier's: billing cycles are civil dates in it. */
  readonly timeZone: string;
  /** Keeps an event for those who listen, in the transaction that it tells of. */
  readonly emit: (client: PoolClient, part: number, event: TmfEvent) => Promise<void>;
  readonly admit: (
    authorization: string | undefined,
    to: 'read' | 'write' | 'listen',
  ) => Promise<Admitted>;
  readonly listeners: {
    add(wanted: {
      readonly clientId: string;
      readonly format: 'tmf654';
      readonly url: string;
      readonly types: readonly string[];
      readonly query: string | null;
      readonly key: string | undefined;
    }): Promise<Result<Listener, TmfRefusal>>;
    end(clientId: string, id: string): Promise<boolean>;
  };
};

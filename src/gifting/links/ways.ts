// The ways to give that begin with somebody else: by link, on request, to several at once; with what is
// written along, and with whom a person has saved or shut out.

import { createBlocks, type Blocks } from '../contacts/blocks.ts';
import { createSavedNumbers, type SavedNumbers } from '../contacts/saved-numbers.ts';
import { relationTo, type Messages } from '../messages/messages.ts';
import { createRequests, type Requests } from '../requests/requests.ts';
import { createGivingTogether, type GivingTogether } from '../together/together.ts';
import type { Line } from '../../subscribers/public.ts';
import type { Relation } from '../rules/side.ts';
import { createLinks, type Links } from './links.ts';
import { waysParts, type WaysOptions } from './parts.ts';

export type Ways = {
  readonly links: Links;
  readonly requests: Requests;
  readonly together: GivingTogether;
  readonly messages: Messages;
  readonly savedNumbers: SavedNumbers;
  readonly blocks: Blocks;
  /** What somebody is to a line, as that line sees it. */
  relation(line: Line, other: Line): Promise<Relation>;
};

export function createWays(options: WaysOptions): Ways {
  const parts = waysParts(options);
  return {
    links: createLinks(parts),
    requests: createRequests(parts),
    together: createGivingTogether(parts),
    messages: parts.messages,
    savedNumbers: createSavedNumbers(options.store, options.clock),
    blocks: createBlocks(options.store, options.directory, options.clock),
    relation: (line, other) => relationTo(options.directory, line, other),
  };
}

// Delivers what is due: looks up whom it is for, puts it in their words, and hands it to the way that
// reaches them, or to the next when that one refuses.

import type { Instant } from '../../kernel/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';
import { provesNumber, type Channel, type Message } from './message.ts';
import type { Receipts } from './outbox/receipts.ts';
import type { Take, Taken } from './outbox/take.ts';
import type { Templates } from './templates/templates.ts';
import type { Voice } from './values.ts';
import type { Way, WayName } from './ways/way.ts';

export type Deliver = {
  /** Delivers what is due in a part, for at most some seconds. Gives when there is more to do. */
  part(part: number): Promise<Instant | undefined>;
};

export type DeliverOptions = {
  readonly take: Take;
  readonly receipts: Receipts;
  readonly templates: Templates;
  readonly directory: Pick<Directory, 'line'>;
  readonly ways: readonly Way[];
  readonly voice: () => Promise<Voice>;
  /** How much is left of a gift that somebody received. */
  readonly unusedOctets: (line: Line, giftId: string) => Promise<number>;
  readonly log: { warn(about: object, words: string): void };
};

const AT_ONCE = 50;
/** So that a part with much to do does not keep the others waiting. */
const ROUNDS = 20;

export function createDeliver(options: DeliverOptions): Deliver {
  const { take, log } = options;
  return {
    async part(part) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const taken = await take.take(part, AT_ONCE);
        if (taken.length === 0) break;
        await Promise.all(taken.map((one) => deliverOne(options, one).catch(report)));
      }
      return take.nextDue(part);
    },
  };

  /** It stays taken, and is tried again when that is over. */
  function report(error: unknown): void {
    log.warn({ err: error }, 'a message could not be delivered now');
  }
}

async function deliverOne(options: DeliverOptions, taken: Taken): Promise<void> {
  const { take, receipts, templates, directory } = options;
  const line = await directory.line(taken.accountId);
  // A closed line has nobody on it.
  if (line === undefined || line.status === 'closed') return take.lapsed(taken);
  const way = waysOf(line, options.ways, provesNumber(taken.about)).find(
    ({ name }) => !taken.refusedWays.includes(name),
  );
  if (way === undefined) {
    const [last] = taken.refusedWays.slice(-1);
    return last === undefined
      ? take.again(taken, 'no way is set up')
      : take.failed(taken, 'every way refused it');
  }
  const message = await asOfNow(options, line, taken);
  if (message === undefined) return take.lapsed(taken);
  const { messageId, about, toldAt, lapsesAt } = taken;
  const text = await templates.render(
    message,
    line.language,
    channelOf(way.name),
    await options.voice(),
  );
  const sent = await way.send({ messageId, about, line, text, toldAt, lapsesAt });
  switch (sent.outcome) {
    case 'taken': {
      const names = sent.segmentNames ?? [];
      await take.sent(taken, way.name, names);
      return receipts.expect(taken, names);
    }
    case 'later':
      return take.again(taken, `${way.name}: ${sent.problem}`, sent.afterSeconds);
    case 'refused':
      return take.refusedBy(taken, way.name, sent.problem);
  }
}

/** The line's own choice first, then in the order of the ways. A code goes to the number alone. */
export function waysOf(line: Line, ways: readonly Way[], toNumberOnly: boolean): readonly Way[] {
  const able = ways.filter(
    (way) => way.reaches(line) && (!toNumberOnly || way.name === 'sms' || way.name === 'outbox'),
  );
  const chosen = able.filter(({ name }) => name === line.messageWay);
  return [...chosen, ...able.filter((way) => !chosen.includes(way))];
}

const channelOf = (way: WayName): Channel => (way === 'outbox' ? 'sms' : way);

/** What was true when it was told may not be so when it is due. Undefined: not worth saying any more. */
async function asOfNow(
  { unusedOctets }: DeliverOptions,
  line: Line,
  { about, facts }: Taken,
): Promise<Message | undefined> {
  const message = { about, ...facts } as Message;
  if (message.about !== 'gift_expires_soon') return message;
  const left = await unusedOctets(line, message.giftId);
  return left > 0 ? { ...message, octets: left } : undefined;
}

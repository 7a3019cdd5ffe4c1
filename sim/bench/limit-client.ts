// A client of the bare limit: knows beforehand what every row will be, and has it written.
//
// Each client has lines that no other one touches. That is what lets it know, and what keeps two rows of
// one batch from being the same.

import { newId, type Clock } from '../../src/kernel/public.ts';
import type { Random } from '../workload/random.ts';
import type { Batches } from './batches.ts';
import { at, type Lines } from './lines.ts';
import type { HoldRow, Rows } from './limit-statement.ts';
import { createBook, type Book } from './limit-book.ts';
import { PLAN_BUCKET } from './seed.ts';
import {
  giftOctets,
  LAST_SEQUENCE,
  QUOTA_OCTETS,
  RATING_GROUP,
  sessionName,
  stepAt,
  usageOf,
} from './sessions.ts';
import { GIFT_SHARE, type Acknowledged, type Client, type Mix } from './work.ts';

export type LimitOptions = {
  readonly batches: Batches<Rows>;
  readonly lines: Lines;
  readonly mix: Mix;
  readonly random: Random;
  readonly acknowledged: Acknowledged;
  readonly clock: Clock;
  readonly clients: number;
};

const DIGESTS = 2 ** 52;

/** All clients of a run: they share the book of its lines. There are two lines for each, at least. */
export function createLimitClients(options: LimitOptions): Client[] {
  const book = createBook(options.lines);
  const nextBuckets = new Int32Array(options.lines.count).fill(PLAN_BUCKET + 1);
  return Array.from({ length: options.clients }, (_, number) =>
    createLimitClient(options, book, nextBuckets, number),
  );
}

function createLimitClient(
  { batches, lines, mix, random, acknowledged, clock, clients }: LimitOptions,
  book: Book,
  nextBuckets: Int32Array,
  number: number,
): Client {
  const giftShare = GIFT_SHARE[mix];
  const ownLines = Math.floor((lines.count - 1 - number) / clients) + 1;
  const pick = (): number => number + clients * random.integer(0, ownLines - 1);
  const other = (line: number): number => {
    const place = (line - number) / clients;
    return number + clients * ((place + random.integer(1, ownLines - 1)) % ownLines);
  };
  let sessions = 0;
  let session = { line: pick(), name: '', sequence: 0 };
  const begin = (): void => {
    sessions += 1;
    session = { line: pick(), name: sessionName('limit', number, sessions), sequence: 0 };
  };
  begin();

  const charge = async (): Promise<void> => {
    const { line, name, sequence } = session;
    const step = stepAt(sequence);
    const usedOctets = step === 'initial' ? 0 : usageOf(random, QUOTA_OCTETS);
    const heldBefore = step === 'initial' ? 0 : QUOTA_OCTETS;
    const heldOctets = step === 'final' ? 0 : QUOTA_OCTETS;
    const hold: HoldRow = {
      accountId: lines.accountId(line),
      holdId: `session:${name}`,
      slot: RATING_GROUP,
      sequence,
      digest: random.integer(0, DIGESTS),
      heldOctets,
    };
    book.keep(line, step === 'final' ? undefined : hold);
    const moved = book.move(
      line,
      {
        available: heldBefore - usedOctets - heldOctets,
        held: heldOctets - heldBefore,
        used: usedOctets,
      },
      'charge',
      name,
    );
    await batches.submit(lines.part(line), {
      ...moved,
      ...(step === 'initial'
        ? { newHold: { ...hold, sequence: -1, digest: PLAN_BUCKET, heldOctets: 0 } }
        : {}),
      ...(step === 'final' ? { oldHold: hold } : {}),
    });
    acknowledged.charges += 1;
    acknowledged.usedOctets += usedOctets;
    if (sequence === LAST_SEQUENCE) begin();
    else session.sequence += 1;
  };

  const give = async (): Promise<void> => {
    const giftId = newId(clock.now());
    const giver = pick();
    const receiver = other(giver);
    const octets = giftOctets(random);
    const accountId = lines.accountId(giver);
    const part = { bucketNumber: PLAN_BUCKET, octets, scope: 'any', expiresAt: clock.now() };
    const answer = JSON.stringify({ parts: [part] });
    const tally = { period: 'bench', count: 1, octets };
    const hold = { accountId, holdId: `gift:${giftId}`, slot: 0, sequence: 0, digest: 0 };
    await batches.submit(lines.part(giver), {
      ...book.move(giver, { available: -octets, held: octets }, 'gift_hold', giftId),
      newHold: { ...hold, heldOctets: octets },
      account: {
        accountId,
        nextBucketNumber: at(nextBuckets, giver),
        tallies: JSON.stringify({ given: tally }),
      },
      key: { accountId, key: `gift:${giftId}:hold`, answer },
    });
    await batches.submit(lines.part(giver), {
      ...book.move(giver, { held: -octets, given: octets }, 'gift_settle', giftId),
      oldHold: { ...hold, heldOctets: 0 },
      key: { accountId, key: `gift:${giftId}:settle`, answer },
    });
    acknowledged.givenOctets += octets;
    await batches.submit(lines.part(receiver), received(receiver, giftId, octets, tally));
    acknowledged.gifts += 1;
  };

  const received = (line: number, giftId: string, octets: number, tally: object): Rows => {
    const accountId = lines.accountId(line);
    const bucketNumber = at(nextBuckets, line);
    nextBuckets[line] = bucketNumber + 1;
    return {
      giftBucket: { accountId, bucketNumber, octets, origin: `gift:${giftId}` },
      posting: {
        accountId,
        bucketNumber,
        number: 1,
        granted: octets,
        available: octets,
        held: 0,
        used: 0,
        given: 0,
        reason: 'gift_receive',
        reference: giftId,
      },
      account: {
        accountId,
        nextBucketNumber: bucketNumber + 1,
        tallies: JSON.stringify({ received: tally }),
      },
      key: {
        accountId,
        key: `gift:${giftId}:receive`,
        answer: JSON.stringify({ bucketNumbers: [bucketNumber] }),
      },
    };
  };

  return {
    async work() {
      if (giftShare > 0 && random.chance(giftShare)) {
        await give();
        return 'gift';
      }
      await charge();
      return 'charge';
    },
  };
}

// A client of the plain way: one connection, one transaction a command. Lock, update, insert, commit.

import type { PoolClient } from 'pg';
import { HOUR, invariant, newId, type Clock } from '../../src/kernel/public.ts';
import type { Random } from '../workload/random.ts';
import {
  insertGiftBucket,
  insertHold,
  insertKey,
  insertPosting,
  lockAccount,
  lockBucket,
  updateAccount,
  updateBucket,
  updateHold,
  type Place,
} from './baseline-statements.ts';
import type { Lines } from './lines.ts';
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

export type BaselineOptions = {
  readonly client: PoolClient;
  readonly lines: Lines;
  readonly mix: Mix;
  readonly random: Random;
  readonly clock: Clock;
  readonly acknowledged: Acknowledged;
  readonly number: number;
};

const DIGESTS = 2 ** 52;

export function createBaselineClient(options: BaselineOptions): Client {
  const { client, lines, mix, random, clock, acknowledged, number } = options;
  const giftShare = GIFT_SHARE[mix];
  const pick = (): number => random.integer(0, lines.count - 1);
  const placeOf = (line: number): Place => ({
    part: lines.part(line),
    accountId: lines.accountId(line),
  });
  let sessions = 0;
  let session = { place: placeOf(pick()), name: '', sequence: 0 };
  const begin = (): void => {
    sessions += 1;
    session = { place: placeOf(pick()), name: sessionName('plain', number, sessions), sequence: 0 };
  };
  begin();

  const charge = async (): Promise<void> => {
    const { place, name, sequence } = session;
    const step = stepAt(sequence);
    const usedOctets = step === 'initial' ? 0 : usageOf(random, QUOTA_OCTETS);
    const wantedOctets = step === 'final' ? 0 : QUOTA_OCTETS;
    const now = clock.now();
    await transaction(client, async () => {
      const bucket = await lockBucket(client, place, `session:${name}`);
      const opens = step === 'initial';
      invariant(
        bucket.sequence === (opens ? null : sequence - 1),
        'a request comes once, in order',
      );
      const heldBefore = bucket.hold_parts?.[2] ?? 0;
      const spare = bucket.available + heldBefore - usedOctets;
      const heldNow = Math.min(wantedOctets, spare);
      await updateBucket(client, place, {
        postings: bucket.postings + 1,
        available: spare - heldNow,
        held: bucket.held - heldBefore + heldNow,
        used: bucket.used + usedOctets,
        given: bucket.given,
      });
      await (opens ? insertHold : updateHold)(client, place, {
        holdId: `session:${name}`,
        sequence,
        digest: random.integer(0, DIGESTS),
        parts: heldNow === 0 ? '{}' : `{${RATING_GROUP},${PLAN_BUCKET},${heldNow}}`,
        answer: `{${RATING_GROUP},${heldNow},0,0}`,
        expiresAt: now + HOUR,
        closedAt: step === 'final' ? now : null,
      });
      await insertPosting(client, place, {
        bucketNumber: PLAN_BUCKET,
        number: bucket.postings + 1,
        at: now,
        available: spare - heldNow - bucket.available,
        held: heldNow - heldBefore,
        used: usedOctets,
        reason: 'charge',
        reference: name,
      });
    });
    acknowledged.charges += 1;
    acknowledged.usedOctets += usedOctets;
    if (sequence === LAST_SEQUENCE) begin();
    else session.sequence += 1;
  };

  const give = async (): Promise<void> => {
    const giver = pick();
    const receiver = (giver + random.integer(1, lines.count - 1)) % lines.count;
    const gift = { giftId: newId(clock.now()), octets: giftOctets(random), now: clock.now() };
    await transaction(client, () => holdGift(client, placeOf(giver), gift));
    await transaction(client, () => settleGift(client, placeOf(giver), gift));
    acknowledged.givenOctets += gift.octets;
    await transaction(client, () => receiveGift(client, placeOf(receiver), gift));
    acknowledged.gifts += 1;
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

async function transaction(client: PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  await work();
  await client.query('commit');
}

type Gift = { readonly giftId: string; readonly octets: number; readonly now: number };

const giftHold = ({ giftId, now }: Gift) => ({
  holdId: `gift:${giftId}`,
  sequence: 0,
  digest: 0,
  answer: '{}',
  expiresAt: now + HOUR,
});
const partOfGift = ({ octets }: Gift) => ({ parts: [{ bucketNumber: PLAN_BUCKET, octets }] });
const tallied = ({ octets }: Gift) => ({ period: 'bench', count: 1, octets });

async function holdGift(client: PoolClient, place: Place, gift: Gift): Promise<void> {
  const { giftId, octets, now } = gift;
  const isNew = await insertKey(client, place, `gift:${giftId}:hold`, partOfGift(gift));
  invariant(isNew, 'a gift is held once');
  const nextBucketNumber = await lockAccount(client, place);
  const bucket = await lockBucket(client, place, `gift:${giftId}`);
  invariant(bucket.available >= octets, 'a line of the bench never runs dry');
  const { postings, available, held } = bucket;
  const moved = { postings: postings + 1, available: available - octets, held: held + octets };
  await updateBucket(client, place, { ...bucket, ...moved });
  const parts = `{0,${PLAN_BUCKET},${octets}}`;
  await insertHold(client, place, { ...giftHold(gift), parts, closedAt: null });
  await insertPosting(client, place, {
    bucketNumber: PLAN_BUCKET,
    number: postings + 1,
    at: now,
    available: -octets,
    held: octets,
    reason: 'gift_hold',
    reference: giftId,
  });
  await updateAccount(client, place, nextBucketNumber, { given: tallied(gift) });
}

async function settleGift(client: PoolClient, place: Place, gift: Gift): Promise<void> {
  const { giftId, octets, now } = gift;
  const isNew = await insertKey(client, place, `gift:${giftId}:settle`, partOfGift(gift));
  invariant(isNew, 'a gift is settled once');
  const bucket = await lockBucket(client, place, `gift:${giftId}`);
  invariant(bucket.hold_parts?.[2] === octets, 'a gift is settled as it was held');
  const { postings, held, given } = bucket;
  const moved = { postings: postings + 1, held: held - octets, given: given + octets };
  await updateBucket(client, place, { ...bucket, ...moved });
  await updateHold(client, place, { ...giftHold(gift), parts: '{}', closedAt: now });
  await insertPosting(client, place, {
    bucketNumber: PLAN_BUCKET,
    number: postings + 1,
    at: now,
    held: -octets,
    given: octets,
    reason: 'gift_settle',
    reference: giftId,
  });
}

async function receiveGift(client: PoolClient, place: Place, gift: Gift): Promise<void> {
  const { giftId, octets, now } = gift;
  const isNew = await insertKey(client, place, `gift:${giftId}:receive`, {});
  invariant(isNew, 'a gift is received once');
  const number = await lockAccount(client, place);
  await insertGiftBucket(client, place, number, octets, `gift:${giftId}`);
  await insertPosting(client, place, {
    bucketNumber: number,
    number: 1,
    at: now,
    granted: octets,
    available: octets,
    reason: 'gift_receive',
    reference: giftId,
  });
  await updateAccount(client, place, number + 1, { received: tallied(gift) });
}

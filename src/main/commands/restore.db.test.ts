// A carrier is backed up while its network charges, and made again elsewhere: its books balance, its
// gifts go on their way, its sessions go on.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestStore, testServerUrl } from '../../../test/support/store.ts';
import { backUpStore, openStore, silentLog, type Store } from '../../db/public.ts';
import type { Gift } from '../../gifting/public.ts';
import { octets, systemClock, type AccountId } from '../../kernel/public.ts';
import { keepMonthsAhead, type Charge } from '../../ledger/public.ts';
import { seedDemoCarrier } from '../demo/carrier.ts';
import { openLog } from '../log.ts';
import { groundOn } from '../ground.ts';
import { openProduct, type Product } from '../product.ts';
import { restoreProduct } from './restore.ts';

const GB = 1_000_000_000;
const GIVER = '16135550111';
const RECEIVERS = ['16135550101', '16135550112', '16135550121'] as const;
const log = openLog('silent');

let scratch: string;
let databaseUrl: string;
let source: Store;
let product: Product;
const target = `test_${randomBytes(6).toString('hex')}`;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'largesse-restore-'));
  databaseUrl = await testServerUrl();
  source = await openTestStore({ parts: 4 });
  const ground = groundOn(source, log);
  await keepMonthsAhead(source, systemClock.now());
  assert.ok((await seedDemoCarrier(ground, { undoWindowSeconds: 1 })).ok);
  product = await openProduct(ground, () => undefined);
});
after(async () => {
  const { pool, schema } = source;
  for (const name of [target, `${target}_jobs`, `${schema}_jobs`])
    await pool.query(`drop schema if exists ${name} cascade`);
  await product.close();
  await rm(scratch, { recursive: true, force: true });
});

async function accountOf({ directory }: Product, msisdn: string): Promise<AccountId> {
  const line = await directory.lineBy('msisdn', msisdn);
  assert.ok(line !== undefined);
  return line.accountId;
}

async function give(msisdn: string): Promise<Gift> {
  const given = await product.gifting.give({
    giver: await accountOf(product, GIVER),
    toMsisdn: `+${msisdn}`,
    octets: octets(GB),
    key: `gift to ${msisdn}`,
  });
  assert.ok(given.ok, JSON.stringify(given));
  return given.value;
}

const charge = (accountId: AccountId, sequence: number): Charge => ({
  name: 'charge',
  accountId,
  session: `session of ${accountId}`,
  sequence,
  step: sequence === 0 ? 'initial' : 'update',
  slots: [
    {
      slot: 1,
      scope: 'domestic',
      usedOctets: octets(sequence === 0 ? 0 : 1_000),
      wantedOctets: octets(5_000),
    },
  ],
  quota: { smallestOctets: octets(1), largestOctets: octets(10_000), shareDivisor: 1 },
  holdUntil: systemClock.now() + 3_600_000,
});

/** Charges these accounts without a pause until it is told to stop. Gives the last request of each. */
function chargeOn(accountIds: readonly AccountId[]) {
  const stopping = new AbortController();
  const last = new Map<AccountId, number>();
  const charging = Promise.all(
    accountIds.map(async (accountId) => {
      for (let sequence = 0; !stopping.signal.aborted; sequence += 1) {
        const charged = await product.ledger.execute(charge(accountId, sequence));
        assert.ok(charged.ok, JSON.stringify(charged));
        last.set(accountId, sequence);
      }
    }),
  );
  return {
    last,
    async stop() {
      stopping.abort();
      await charging;
    },
  };
}

const stateIn = async (where: Product, gift: Gift): Promise<string> => {
  const found = await where.gifting.gift(gift.giver, gift.id);
  return found.ok ? found.value.state : found.refusal.code;
};

test('a carrier is restored as of one instant while it was charging, and goes on', async () => {
  const [delivered, held, leaving] = [
    await give(RECEIVERS[0]),
    await give(RECEIVERS[1]),
    await give(RECEIVERS[2]),
  ];
  await sleep(1_100);
  await product.gifting.advance({ giver: delivered.giver, giftId: delivered.id });
  // Cut off half way: its octets have left the giver, and nobody wrote down that they have.
  const settled = await product.ledger.execute({
    name: 'settle_gift',
    accountId: leaving.giver,
    key: `gift:${leaving.id}:settle`,
    giftId: leaving.id,
  });
  assert.ok(settled.ok);
  assert.deepEqual(
    [
      await stateIn(product, delivered),
      await stateIn(product, held),
      await stateIn(product, leaving),
    ],
    ['delivered', 'held', 'held'],
  );

  const accountIds = await Promise.all(RECEIVERS.map((msisdn) => accountOf(product, msisdn)));
  const charges = chargeOn(accountIds);
  await sleep(300);
  const folder = join(scratch, 'backup');
  await backUpStore({ databaseUrl, schema: source.schema, folder, log: silentLog });
  await sleep(300);
  await charges.stop();

  const { audit, giftsScheduled } = await restoreProduct({
    place: { databaseUrl, dataDirectory: scratch },
    schema: target,
    folder,
    log,
  });
  assert.deepEqual(audit.breaks, []);
  assert.equal(audit.octets.inTransit, String(GB));
  assert.equal(giftsScheduled, 2);

  const store = await openStore({ databaseUrl, schema: target, log, holdsProcess: false });
  const again = await openProduct(groundOn(store, log), () => undefined);
  try {
    await sameAsThen(again.store);
    // What a session was told last, it is told again; and it goes on from there.
    for (const accountId of accountIds) {
      const { rows } = await store.pool.query<{ sequence: number }>(
        'select sequence from hold_now where account_id = $1 and closed_at is null',
        [accountId],
      );
      const sequence = rows[0]?.sequence ?? -1;
      assert.ok(sequence > 0 && sequence < (charges.last.get(accountId) ?? 0));
      assert.ok((await again.ledger.execute(charge(accountId, sequence + 1))).ok);
    }
    const jobs = await again.runJobs();
    try {
      const deadline = Date.now() + 20_000;
      for (const gift of [held, leaving])
        while ((await stateIn(again, gift)) !== 'delivered' && Date.now() < deadline)
          await sleep(50);
      assert.deepEqual(
        [await stateIn(again, held), await stateIn(again, leaving)],
        ['delivered', 'delivered'],
      );
    } finally {
      await jobs.stop();
    }
    const audited = await again.ledger.audit();
    assert.deepEqual(audited.breaks, []);
    assert.equal(audited.octets.inTransit, '0');
  } finally {
    await again.close();
  }
});

/**
 * Every restored bucket is one of the source at some number of its postings: what these come to is what
 * it has. And charging did go on: the source has more of them by now.
 */
async function sameAsThen({ pool }: Store): Promise<void> {
  const { rows } = await pool.query<{ buckets: number; differing: number; since: number }>(
    `select count(*) as buckets,
            count(*) filter (where (b.granted, b.available, b.held, b.used, b.given, b.expired, b.withdrawn)
              is distinct from (p.granted, p.available, p.held, p.used, p.given, p.expired, p.withdrawn)
            ) as differing,
            coalesce(sum(now_has.postings - b.postings), 0)::integer as since
     from bucket b
     join ${source.schema}.bucket now_has using (part, account_id, bucket_number)
     cross join lateral (
       select sum(granted) as granted, sum(available) as available, sum(held) as held,
              sum(used) as used, sum(given) as given, sum(expired) as expired,
              sum(withdrawn) as withdrawn
       from ${source.schema}.posting p
       where (p.part, p.account_id, p.bucket_number) = (b.part, b.account_id, b.bucket_number)
         and p.posting_number <= b.postings) p`,
  );
  assert.ok((rows[0]?.buckets ?? 0) >= 9);
  assert.equal(rows[0]?.differing, 0);
  assert.ok((rows[0]?.since ?? 0) > 50);
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../test/support/carrier.ts';
import { createGiftingWorld, type GiftingWorld } from '../../test/support/gifting.ts';
import type { GiftPolicyBody } from '../catalog/public.ts';
import { DAY } from '../kernel/public.ts';
import { replayGifts, type ReplayReport } from './replay.ts';

let world: GiftingWorld;
before(async () => {
  world = await createGiftingWorld();
});
after(() => world.close());

async function replayed(
  body: GiftPolicyBody,
  span: { from?: number; to?: number } = {},
): Promise<ReplayReport> {
  const seen: (readonly [number, number])[] = [];
  const report = await replayGifts({
    store: world.store,
    policy: { ...body, id: 'standard', version: 0, effectiveFrom: world.now() },
    others: await world.carrier.catalog.giftPoliciesAt(world.now()),
    timeZone: 'America/Toronto',
    from: span.from ?? 0,
    to: span.to ?? world.now() + 1,
    onProgress: (done, total) => seen.push([done, total]),
  });
  const [last] = seen.slice(-1);
  assert.equal(last?.[0], last?.[1], 'the bar ends full');
  return report;
}
const giving = (about: Partial<GiftPolicyBody['giving']>): GiftPolicyBody => ({
  ...TEST_POLICY,
  giving: { ...TEST_POLICY.giving, ...about },
});
const reasons = (report: ReplayReport) =>
  report.reasons.map(({ code, rule, gifts }) => `${code} ${rule} ${gifts}`);

test('the policy in force refuses nothing that it let pass', async () => {
  const ann = await world.carrier.line({ gigabytes: 30 });
  const bob = await world.carrier.line({ gigabytes: 30 });
  for (const gigabytes of [1, 2, 3]) {
    await world.given(ann, bob, gigabytes);
    world.pass(5_000);
  }
  const undone = await world.given(bob, ann, 5);
  await world.gifting.undo(bob.accountId, undone.id);
  await world.given(bob, ann, 0.5);
  await world.windowEnds();
  const report = await replayed(TEST_POLICY);
  assert.deepEqual(
    [report.gifts, report.octets, report.givers, report.refused, report.unknown],
    [4, 6.5 * GB, 2, 0, 0],
  );
});

test('a stricter draft refuses by its own counts: what it refused does not count against the next', async () => {
  const count = await replayed(giving({ monthlyCount: 2 }));
  assert.deepEqual(reasons(count), ['monthly_count_reached giving.monthlyCount 1']);
  // 1, then 2, then 3 GB: the second passes the 3 GB, the third does not.
  const volume = await replayed(giving({ monthlyOctets: 3.5 * GB }));
  assert.deepEqual(reasons(volume), ['monthly_octets_reached giving.monthlyOctets 1']);
  assert.equal(volume.refusedOctets, 3 * GB);
  // 1 GB passes, 2 GB does not, and then 3 GB does: the two that were refused are not counted.
  const largest = await replayed(giving({ maximumOctets: 1.5 * GB }));
  assert.deepEqual(reasons(largest), ['above_maximum giving.maximumOctets 2']);
  assert.deepEqual([largest.giversRefused, largest.givers], [1, 2]);
  assert.equal(largest.reasons[0]?.examples.length, 2);
});

test('rules about time, floors and persons see what was known then', async () => {
  assert.deepEqual(reasons(await replayed(giving({ floorOctets: 26 * GB }))), [
    'floor_broken giving.floorOctets 1',
  ]);
  assert.deepEqual(reasons(await replayed(giving({ secondsBetweenGifts: 6 }))), [
    'too_soon giving.secondsBetweenGifts 1',
  ]);
  const young = await replayed({ ...TEST_POLICY, giver: { tenureDays: 101 } });
  assert.deepEqual(reasons(young), ['line_too_new giver.tenureDays 4']);
  const asking = await replayed({ ...TEST_POLICY, confirmation: { by: 'one_time_code' } });
  assert.deepEqual([asking.refused, asking.asked], [0, 4]);
  const costing = await replayed({ ...TEST_POLICY, fee: { cents: 10 } });
  assert.equal(costing.feeCents, 40);
});

test('gifts before the time that is asked for count, and are not judged', async () => {
  const first = world.now();
  world.pass(DAY);
  const ann = await world.carrier.line({ gigabytes: 30 });
  const bob = await world.carrier.line();
  await world.given(ann, bob, 1);
  world.pass(DAY);
  const from = world.now();
  await world.given(ann, bob, 1);
  await world.windowEnds();
  const report = await replayed(giving({ monthlyCount: 1 }), { from });
  assert.deepEqual([report.gifts, report.refused], [1, 1]);
  const empty = await replayed(giving({ monthlyCount: 1 }), { from: first, to: first + 1 });
  assert.deepEqual([empty.gifts, empty.refused], [0, 0]);
});

test('a draft for some plans leaves the others alone', async () => {
  const report = await replayed({ ...giving({ monthlyCount: 0 }), appliesTo: { plans: ['none'] } });
  assert.deepEqual([report.gifts, report.refused, report.unknown], [0, 0, 0]);
});

test('more gifts than a page are all read, each once', async () => {
  const { rows } = await world.pool.query<{ part: number; account_id: number }>(
    "select part, account_id from gift where facts is not null and state = 'delivered' limit 1",
  );
  assert.ok(rows[0]);
  await world.pool.query(
    `insert into gift (part, account_id, gift_id, key, receiver_account_id, octets, state, receipt,
                       policy_id, policy_version, period, sources, asked_at, undo_until, facts)
     select part, account_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'copy-' || n,
            receiver_account_id, octets, state, receipt, policy_id, policy_version, period, sources,
            '2025-01-15T12:00:00Z', undo_until, case when n % 10 = 0 then null else facts end
     from generate_series(1, 1234) as n, lateral (
       select * from gift where part = $1 and account_id = $2 and facts is not null
                          and state = 'delivered' limit 1) as one`,
    [rows[0].part, rows[0].account_id],
  );
  const span = { from: Date.parse('2025-01-01'), to: Date.parse('2025-02-01') };
  const report = await replayed(
    { ...giving({ monthlyCount: 200, monthlyOctets: 1_000_000 * GB }), undoWindowSeconds: 0 },
    span,
  );
  assert.equal(report.gifts + report.unknown, 1_234);
  assert.equal(report.unknown, 123);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestCarrier, TEST_POLICY } from '../../test/support/carrier.ts';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../db/public.ts';
import { createCatalog, createPolicyDesk, policyDifferences, type PolicyDesk } from './public.ts';

let store: Store;
let desk: PolicyDesk;
let now = Date.parse('2026-11-22T12:00:00Z');
before(async () => {
  store = await openTestStore();
  const carrier = await createTestCarrier(store, { now: () => now });
  desk = createPolicyDesk(store, { now: () => now });
  await carrier.ledger.close();
});
after(() => store.close());

async function drafted(author = 'Ada', policyId = 'standard'): Promise<string> {
  const draft = await desk.draft({ policyId, author, body: TEST_POLICY });
  assert.ok(draft.ok, JSON.stringify(draft));
  return draft.value.draftId;
}
const code = (outcome: { ok: boolean; refusal?: { code: string } }): string =>
  outcome.refusal?.code ?? 'nothing';

test('a draft is published by a second person, once, and judges from then on', async () => {
  const draftId = await drafted();
  for (const publisher of ['Ada', ' ada ', 'ADA'])
    assert.equal(code(await desk.publish({ draftId, publisher })), 'author_cannot_publish');
  assert.equal(code(await desk.publish({ draftId, publisher: ' ' })), 'person_unnamed');
  const past = await desk.publish({ draftId, publisher: 'Bo', effectiveFrom: now - 1 });
  assert.equal(code(past), 'effective_in_the_past');
  const published = await desk.publish({ draftId, publisher: 'Bo', effectiveFrom: now + 1_000 });
  assert.ok(published.ok);
  assert.equal(published.value.version, 2);
  assert.equal(code(await desk.publish({ draftId, publisher: 'Bo' })), 'draft_already_published');
  const catalog = createCatalog(store);
  const versionAt = async (at: number) => (await catalog.giftPoliciesAt(at)).map((p) => p.version);
  assert.deepEqual(await versionAt(now), [1]);
  assert.deepEqual(await versionAt(now + 1_000), [2]);
  now += 2_000;
});

const insert = (author: string | null, publisher: string | null) =>
  store.pool.query(
    `insert into gift_policy (policy_id, version, effective_from, body, author, publisher)
     values ('standard', 99, now(), '{}', $1, $2)`,
    [author, publisher],
  );

test('the database itself refuses one person in both roles, and a version without its people', async () => {
  await assert.rejects(insert('ada', 'ada'), /gift_policy_needs_two_people/);
  await assert.rejects(insert('ada', 'Ada'), /gift_policy_people_have_names/);
  await assert.rejects(insert(null, null), /gift_policy_names_its_people/);
  await assert.rejects(insert('ada', null), /gift_policy_names_its_people/);
});

test('drafts of one policy that are published at once each get a version', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, () => drafted()));
  const published = await Promise.all(
    ids.map((draftId) => desk.publish({ draftId, publisher: 'Bo' })),
  );
  const versions = published.map((each) => (each.ok ? each.value.version : 0));
  assert.deepEqual(
    versions.toSorted((left, right) => left - right),
    [3, 4, 5, 6],
  );
});

test('one draft that two people publish at once is published once', async () => {
  const draftId = await drafted();
  const outcomes = await Promise.all(
    ['Bo', 'Cy', 'Di'].map((publisher) => desk.publish({ draftId, publisher })),
  );
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  assert.deepEqual(
    [...new Set(outcomes.filter(({ ok }) => !ok).map(code))],
    ['draft_already_published'],
  );
});

test('a policy for some lines needs another one for the rest', async () => {
  const body = { ...TEST_POLICY, appliesTo: { plans: ['giving'] } };
  for (const [policyId, answer] of [
    ['standard', 'policy_leaves_lines_without'],
    ['giving-plan', 'nothing'],
  ] as const) {
    const draft = await desk.draft({ policyId, author: 'Ada', body });
    assert.ok(draft.ok);
    assert.equal(
      code(await desk.publish({ draftId: draft.value.draftId, publisher: 'Bo' })),
      answer,
    );
  }
  const inForce = await createCatalog(store).giftPoliciesAt(now);
  assert.deepEqual(
    inForce.map(({ id }) => id),
    ['giving-plan', 'standard'],
  );
});

test('a policy that contradicts itself does not become a draft', async () => {
  const body = { ...TEST_POLICY, chains: 'once' };
  const draft = await desk.draft({ policyId: 'standard', author: 'Ada', body });
  assert.deepEqual(draft, {
    ok: false,
    refusal: { code: 'policy_contradicts_itself', rules: ['chains', 'giving.givableKinds'] },
  });
  const named = await desk.draft({ policyId: 'No Name', author: 'Ada', body: TEST_POLICY });
  assert.equal(code(named), 'policy_name_invalid');
  assert.equal(code(await desk.publish({ draftId: 'x', publisher: 'Bo' })), 'draft_unknown');
});

test('two policies differ in the rules that they say differently, whatever the order of words', async () => {
  const draft = await desk.find(await drafted());
  assert.ok(draft);
  assert.deepEqual(policyDifferences(TEST_POLICY, draft.body), []);
  const other = {
    ...TEST_POLICY,
    giving: { ...TEST_POLICY.giving, monthlyCount: 6, dailyCount: 2 },
  };
  assert.deepEqual(policyDifferences(TEST_POLICY, other), [
    { rule: 'giving.dailyCount', before: null, after: 2 },
    { rule: 'giving.monthlyCount', before: 5, after: 6 },
  ]);
});

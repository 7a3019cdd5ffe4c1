// Reads by staff, on a real store.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../db/public.ts';
import { newAccountId } from '../kernel/public.ts';
import { createStaffReads, type StaffReads } from './public.ts';

let store: Store;
let reads: StaffReads;
let now = Date.parse('2026-11-22T12:00:00Z');
before(async () => {
  store = await openTestStore();
  reads = createStaffReads(store, { now: () => now });
});
after(() => store.close());

test('a read is kept with who, what, of whom, why and when, and listed with the newest first', async () => {
  const accountId = newAccountId();
  const kept = await reads.keep({ staff: ' agnes ', what: 'history', accountId, why: 'case 4711' });
  assert.ok(kept.ok);
  now += 1_000;
  const later = await reads.keep({
    staff: 'bo',
    what: 'reports',
    accountId: null,
    why: 'daily look',
  });
  assert.ok(later.ok);
  assert.deepEqual(await reads.list({ limit: 10 }), [later.value, kept.value]);
  assert.deepEqual(await reads.list({ limit: 1 }), [later.value]);
  assert.deepEqual(await reads.list({ limit: 10, before: now }), [kept.value]);
  assert.deepEqual(await reads.list({ limit: 10, accountId }), [kept.value]);
  assert.equal(kept.value.staff, 'agnes');
});

test('without a name or a reason nothing is kept, and the table says so too', async () => {
  const onRecord = (await reads.list({ limit: 100 })).length;
  const keep = async (staff: string, why: string) => {
    const kept = await reads.keep({ staff, what: 'reports', accountId: null, why });
    return kept.ok ? 'kept' : kept.refusal.code;
  };
  assert.equal(await keep(' ', 'case 4711'), 'staff_unnamed');
  assert.equal(await keep('agnes', 'no'), 'why_missing');
  assert.equal(await keep('agnes', `case \0 4711`), 'why_missing');
  assert.equal((await reads.list({ limit: 100 })).length, onRecord);
  await assert.rejects(
    store.pool.query(
      `insert into staff_read (part, read_id, read_at, staff, what, account_id, why)
       values (0, gen_random_uuid(), now(), 'agnes', 'history', null, 'case 4711')`,
    ),
    { code: '23514', constraint: 'staff_read_history_is_somebodys' },
  );
});

// What a ledger should never be asked, and clocks that it should never see.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DAY, octets, type Octets } from '../kernel/public.ts';
import { openTestLedger } from '../../test/support/ledger.ts';

const {
  time,
  store,
  ledger,
  granting,
  charging,
  holding,
  account,
  granted,
  available,
  audited,
  close,
} = await openTestLedger();
after(close);

test('a figure that is none stops its own command only, and changes nothing', async () => {
  const id = await account(100);
  const odd = [Number.NaN, 1.5, -1, 2 ** 53, Number.POSITIVE_INFINITY];
  const wrong = odd.flatMap((figure) => [
    { ...granting(id, 1, { key: `odd ${figure}` }), octets: figure as Octets },
    { ...charging(id, 'odd', 0, 'initial', 0, 1), sequence: figure },
    { ...holding(id, 'odd', 1), octets: figure as Octets },
    {
      ...charging(id, 'odd', 0, 'initial', 0, 1),
      slots: [
        {
          slot: 1,
          scope: 'domestic' as const,
          usedOctets: figure as Octets,
          wantedOctets: octets(0),
        },
      ],
    },
  ]);
  const right = ledger.execute(charging(id, 'right', 0, 'initial', 0, 10));
  for (const command of wrong)
    await assert.rejects(ledger.execute(command), { name: 'InvariantBroken' });
  assert.ok((await right).ok);
  assert.equal(await available(id), 90);
  await audited();
});

test('a name that no database keeps stops its own command only, and changes nothing', async () => {
  const id = await account(100);
  const wrong = ['nul \0', 'half \ud83d', 'other half \ude00'].flatMap((name) => [
    ledger.execute(granting(id, 1, { key: name })),
    ledger.execute(granting(id, 1, { key: 'odd origin', origin: name })),
    ledger.execute(charging(id, name, 0, 'initial', 0, 1)),
    ledger.execute(holding(id, name, 1)),
  ]);
  const right = ledger.execute(charging(id, 'right', 0, 'initial', 0, 10));
  for (const outcome of await Promise.allSettled(wrong))
    assert.equal(
      outcome.status === 'rejected' && (outcome.reason as Error).name,
      'InvariantBroken',
    );
  assert.ok((await right).ok);
  assert.equal(await available(id), 90);
  await audited();
});

test('the largest amounts are kept to the octet', async () => {
  const most = Number.MAX_SAFE_INTEGER;
  const id = await account(most);
  assert.equal(
    await granted({
      ...charging(id, 'most', 0, 'initial', 0, most),
      quota: { smallestOctets: octets(1), largestOctets: octets(most), shareDivisor: 1 },
    }),
    most,
  );
  assert.equal(await granted(charging(id, 'most', 1, 'final', most - 1, 0)), 0);
  assert.equal(await available(id), 1);
  assert.ok((await ledger.execute(granting(id, 1, { key: 'one more' }))).ok);
  await assert.rejects(
    ledger.execute(granting(id, most, { key: 'beyond' })).then(() => ledger.balance(id)),
    { name: 'InvariantBroken' },
    'a sum beyond the safe range is never shown as if it were exact',
  );
  for (const table of ['bucket', 'account', 'posting', 'hold', 'command_key'])
    await store.pool.query(`delete from ${table} where account_id = $1`, [id]);
});

test('a clock that goes backwards brings nothing back, and the books still balance', async () => {
  const id = await account(100);
  const later = time.now;
  time.now += 31 * DAY;
  assert.ok((await ledger.execute({ name: 'lapse', accountId: id })).ok);
  time.now = later;
  assert.equal(await available(id), 0, 'what expired stays expired');
  assert.ok((await ledger.execute(granting(id, 50, { key: 'again' }))).ok);
  time.now = later - DAY;
  assert.equal(
    await granted(charging(id, 'back', 0, 'initial', 0, 10)),
    0,
    'octets are not valid before they were granted',
  );
  time.now = later;
  assert.equal(await granted(charging(id, 'forth', 0, 'initial', 0, 10)), 10);
  await ledger.sweep();
  await audited();
});

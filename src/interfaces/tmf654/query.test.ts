import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linksOf } from './list.ts';
import { octetsOf } from './quantity.ts';
import { inOrder, matches, only, readQuery, type ListQuery } from './query.ts';

function query(text: string): ListQuery {
  const read = readQuery(text);
  assert.ok(read.ok, text);
  return read.value;
}

const RESOURCE = {
  id: '1',
  href: '/x/1',
  status: 'completed',
  isShared: false,
  amount: { amount: 5, units: 'GB' },
  logicalResource: [{ id: '+1' }, { id: '+2' }],
  validFor: { endDateTime: '2026-11-22T12:00:00.000Z' },
};

for (const [text, isMatch] of [
  ['', true],
  ['status=completed', true],
  ['status=failed', false],
  ['status=failed,completed', true],
  ['status.ne=failed', true],
  ['status.ne=completed', false],
  ['isShared=false', true],
  ['amount.amount=5', true],
  ['amount.amount=5.0', true],
  ['amount.amount.gt=5', false],
  ['amount.amount.gte=5', true],
  ['amount.amount.lt=6', true],
  ['amount.amount.gt=x', false],
  ['amount=5', false],
  ['logicalResource.id=%2B2', true],
  ['logicalResource.id=%2B3', false],
  ['logicalResource.id.ne=%2B1', false],
  ['validFor.endDateTime=2026-11-22T12:00:00Z', true],
  ['validFor.endDateTime.lt=2026-11-22T13:00:00%2B02:00', false],
  ['validFor.endDateTime.gt=2026-11-22T13:00:00%2B02:00', true],
  ['nothing=x', false],
  ['nothing.ne=x', true],
  ['constructor.name=Object', false],
  ['toString.ne=x', true],
] as const)
  test(`a resource ${isMatch ? 'is' : 'is not'} among those with ${text}`, () => {
    assert.equal(matches(RESOURCE, query(text).conditions), isMatch);
  });

test('an order is kept through several fields, and what has none comes last', () => {
  const all = [
    { id: 'a', at: 2, name: 'x' },
    { id: 'b', at: 1, name: 'y' },
    { id: 'c', at: 2, name: 'w' },
    { id: 'd' },
  ];
  const sorted = (text: string): string =>
    all
      .toSorted(inOrder(query(text).orders))
      .map(({ id }) => id)
      .join('');
  assert.equal(sorted('sort=at,name'), 'bcad');
  assert.equal(sorted('sort=-at,name'), 'cabd');
  assert.equal(sorted('sort=+name'), 'cabd');
});

test('only the fields that were asked for are shown', () => {
  assert.deepEqual(only(RESOURCE, ['status']), { id: '1', href: '/x/1', status: 'completed' });
  assert.equal(only(RESOURCE, undefined), RESOURCE);
});

test('links name the pages beside, and there is no next after the last', () => {
  const links = linksOf('/x?status=a&limit=2&offset=2', query('limit=2&offset=2'), 5);
  assert.equal(
    links,
    '</x?status=a&limit=2&offset=0>; rel="first", </x?status=a&limit=2&offset=4>; rel="last", ' +
      '</x?status=a&limit=2&offset=0>; rel="prev", </x?status=a&limit=2&offset=4>; rel="next"',
  );
  assert.doesNotMatch(linksOf('/x', query('limit=2&offset=4'), 5), /next/);
});

test('whatever is asked, a query is read or refused, and its page is bounded', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.webQueryParameters(), fc.string({ unit: 'binary' })),
      (text) => {
        const read = readQuery(text);
        if (!read.ok) return read.refusal.code === 'query_malformed';
        matches(RESOURCE, read.value.conditions);
        [RESOURCE, {}].toSorted(inOrder(read.value.orders));
        return read.value.limit >= 1 && read.value.limit <= 1_000 && read.value.offset >= 0;
      },
    ),
  );
});

for (const [amount, units, expected] of [
  [1, 'GB', 1e9],
  [0.1, 'gb', 1e8],
  [2.7, 'GB', 2_700_000_000],
  [1, ' GiB ', 2 ** 30],
  [0, 'B', 0],
  [0.3, 'B', 'octets_not_whole'],
  [1e-9, 'GB', 1],
  [1e-10, 'GB', 'octets_not_whole'],
  [-1, 'MB', 'octets_negative'],
  [1e9, 'TB', 'octets_too_large'],
  [1, 'minutes', 'units_unknown'],
  [1, '', 'units_unknown'],
] as const)
  test(`${amount} ${units} are ${expected}`, () => {
    const read = octetsOf({ amount, units });
    assert.equal(read.ok ? read.value : read.refusal.code, expected);
  });

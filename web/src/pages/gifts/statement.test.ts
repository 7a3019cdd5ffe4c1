import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gift } from '../../api/types.ts';
import {
  compareMonths,
  monthAfter,
  monthBefore,
  monthOf,
  statementCsv,
  statementOf,
} from './statement.ts';

const gift = (change: Partial<Gift>): Gift => ({
  id: '1',
  direction: 'given',
  octets: 1_000,
  state: 'delivered',
  other: { maskedName: 'P•••• S.', maskedMsisdn: '+1 ••• ••• 0112' },
  askedAt: '2026-11-15T12:00:00Z',
  undoUntil: null,
  deliveredAt: '2026-11-15T12:05:00Z',
  endedAt: null,
  expiresAt: null,
  returnedOctets: null,
  usedOctets: null,
  reason: null,
  feeCents: 0,
  proofs: [],
  receipt: 'LG-0000-0001',
  canUndo: false,
  canDecline: false,
  policy: { id: 'standard', version: 1 },
  ...change,
});
const NOVEMBER = { year: 2026, month: 11 };
const TORONTO = 'America/Toronto';

test('a gift just before midnight of the line`s own zone belongs to the month that ends there', () => {
  const late = '2026-12-01T04:59:00Z';
  assert.deepEqual(monthOf(Date.parse(late), TORONTO), NOVEMBER);
  assert.equal(statementOf([gift({ askedAt: late })], NOVEMBER, TORONTO).gifts.length, 1);
  assert.equal(statementOf([gift({ askedAt: late })], NOVEMBER, 'UTC').gifts.length, 0);
});

test('months go over the end of a year both ways', () => {
  const [december, january] = [
    { year: 2026, month: 12 },
    { year: 2027, month: 1 },
  ];
  assert.deepEqual(monthAfter(december), january);
  assert.deepEqual(monthBefore(january), december);
  assert.ok(compareMonths(december, january) < 0);
});

test('only what stayed is added up: undone gifts are listed, sent back octets are not counted', () => {
  const statement = statementOf(
    [
      gift({ octets: 5_000, returnedOctets: 2_000 }),
      gift({ state: 'undone', octets: 9_000 }),
      gift({ direction: 'received', octets: 700 }),
    ],
    NOVEMBER,
    TORONTO,
  );
  assert.equal(statement.gifts.length, 3);
  assert.deepEqual(statement.given, { gifts: 1, octets: 3_000 });
  assert.deepEqual(statement.received, { gifts: 1, octets: 700 });
});

test('a name that a spreadsheet would run, or that has quotes, is text in the file', () => {
  const other = { maskedName: '=1+"1"', maskedMsisdn: '+1 0112' };
  const [head, row] = statementCsv({ gifts: [gift({ other })] }).split('\r\n');
  assert.equal(head?.split(',').length, 7);
  assert.match(row ?? '', /"'=1\+""1""","'\+1 0112","delivered"$/);
});

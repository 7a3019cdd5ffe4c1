import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryOf, countryOfBrowser, groupAsTyped, writeMsisdn } from './msisdn.ts';

test('a number is grouped while it is typed', () => {
  let shown = '';
  for (const digit of '+447700900001') shown = groupAsTyped(shown + digit, shown, true, undefined);
  assert.equal(shown, '+44 7700 900001');
});

test('a national number is grouped as its country does', () => {
  let shown = '';
  for (const digit of '6135550123') shown = groupAsTyped(shown + digit, shown, true, 'CA');
  assert.equal(shown, '(613) 555-0123');
});

test('deleting takes away what was deleted', () => {
  assert.equal(groupAsTyped('(613', '(613)', true, 'CA'), '(613');
});

test('a change in the middle does not move the caret', () => {
  assert.equal(
    groupAsTyped('+44 77009 00001', '+44 7700 900001', false, undefined),
    '+44 77009 00001',
  );
});

test('letters do not enter, and a pasted number loses what is not of it', () => {
  assert.equal(groupAsTyped('tel:+44 7700 900002', '', true, undefined), '+44 7700 900002');
});

test('the country comes from the own number, else from the browser', () => {
  assert.equal(countryOf('+16135550123'), 'CA');
  assert.equal(countryOf('+447700900001'), 'GB');
  assert.equal(countryOf('nonsense'), undefined);
  assert.equal(countryOfBrowser(['fr', 'fr-CA']), 'CA');
  assert.equal(countryOfBrowser(['en']), undefined);
});

test('a number is shown in its international writing', () => {
  assert.equal(writeMsisdn('+447700900001'), '+44 7700 900001');
  assert.equal(writeMsisdn('12'), '12');
});

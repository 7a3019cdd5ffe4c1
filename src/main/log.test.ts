import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog, type LogOptions } from './log.ts';

type Fields = { readonly [field: string]: unknown };

/** What one line of the log says, as text and as its fields. */
function logged(
  options: LogOptions,
  fields: object,
  message = 'something',
): { text: string; fields: Fields } {
  let text = '';
  const destination = { write: (line: string) => void (text += line) };
  openLog('info', { ...options, destination }).info(fields, message);
  return { text, fields: JSON.parse(text) as Fields };
}

const PERSONAL = {
  msisdn: '16135550101',
  imsi: '001010000000001',
  line: { gpsi: 'msisdn-16135550101', supi: 'imsi-001010000000001', eid: '89049032' },
};

test('by default nobody is named, however deep in the object', () => {
  const { text } = logged({ secret: 'one' }, PERSONAL);
  for (const secret of ['16135550101', '001010000000001', '89049032'])
    assert.ok(!text.includes(secret), text);
});

test('the same number is the same word, however it is written and whoever logs it', () => {
  const one = logged({ secret: 'one' }, PERSONAL).fields as {
    msisdn: string;
    imsi: string;
    line: { gpsi: string; supi: string };
  };
  assert.match(one.msisdn, /^#[\da-f]{12}$/);
  assert.equal(one.line.gpsi, one.msisdn);
  assert.equal(one.line.supi, one.imsi);
  assert.notEqual(one.msisdn, one.imsi);
  assert.equal(logged({ secret: 'one' }, PERSONAL).fields['msisdn'], one.msisdn);
  assert.notEqual(logged({ secret: 'two' }, PERSONAL).fields['msisdn'], one.msisdn);
});

test('numbers within words are veiled too, an error’s among them', () => {
  const { text, fields } = logged(
    { secret: 'one' },
    { err: new Error('no line has the number +16135550101') },
    'imsi-001010000000001 asked for msisdn-447700900001',
  );
  assert.ok(!/16135550101|001010000000001|447700900001/.test(text), text);
  assert.match(String(fields['msg']), /^imsi-#[\da-f]{12} asked for msisdn-#[\da-f]{12}$/);
});

test('what is no number of a person stays as it is', () => {
  const facts = { accountId: 123456789012345, session: 'smf.epc.test;1;1', port: 3868 };
  const { fields } = logged({ secret: 'one' }, facts);
  for (const [name, value] of Object.entries(facts)) assert.equal(fields[name], value);
  assert.ok(Number(fields['time']) > 1_600_000_000_000);
});

test('hidden says nothing, not even whether two are the same', () => {
  const { fields } = logged({ personal: 'hidden' }, PERSONAL);
  assert.equal(fields['msisdn'], '…');
  assert.equal(fields['imsi'], '…');
});

test('shown shows, for whoever must look for one number', () => {
  assert.equal(logged({ personal: 'shown' }, PERSONAL).fields['msisdn'], '16135550101');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessageSettings } from './message-settings.ts';

test('nothing said is nothing set up, and so is what is set to nothing', () => {
  assert.deepEqual(readMessageSettings({}), {});
  assert.deepEqual(readMessageSettings({ SMPP_URL: '', SMTP_URL: '', PUSH_URL: '' }), {});
});

test('each way is read from its address, with what is usual for the rest', () => {
  const { sms, email, push } = readMessageSettings({
    SMPP_URL: 'smpp://carrier:s%40cret@smsc.example:2776',
    SMPP_SOURCE: '+16135550100',
    SMTP_URL: 'smtps://user:word@mail.example',
    SMTP_FROM: 'Aurora Mobile <gifts@aurora.example>',
    PUSH_URL: 'https://push.example/send',
    PUSH_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  });
  assert.deepEqual(sms, {
    url: 'smpp://smsc.example:2776',
    systemId: 'carrier',
    password: 's@cret',
    source: '+16135550100',
    long: 'udh',
    window: 10,
  });
  assert.equal(email?.from, 'Aurora Mobile <gifts@aurora.example>');
  assert.equal(push?.secret.length, 32);
});

test('a setting that cannot be meant so is named, and no password is repeated', () => {
  const sms = { SMPP_URL: 'smpp://a:hush@b.example' };
  const stories: readonly (readonly [string, { [name: string]: string }])[] = [
    ['SMPP_URL', { SMPP_URL: 'http://a:hush@b.example' }],
    ['SMPP_URL', { SMPP_URL: 'smpp:hush' }],
    ['SMPP_PASSWORD', { ...sms, SMPP_PASSWORD: 'hush-too-long' }],
    ['SMPP_LONG', { ...sms, SMPP_LONG: 'sar' }],
    ['SMPP_SOURCE', { ...sms, SMPP_SOURCE: 'A name that is too long' }],
    ['SMPP_WINDOW', { ...sms, SMPP_WINDOW: '0' }],
    ['SMTP_FROM', { SMTP_URL: 'smtp://a.example' }],
    ['SMTP_FROM', { SMTP_URL: 'smtp://a.example', SMTP_FROM: 'a@b.example\r\nBcc: c@d.example' }],
    ['PUSH_URL', { PUSH_URL: 'http://push.example/', PUSH_SECRET: 'x'.repeat(60) }],
    ['PUSH_SECRET', { PUSH_URL: 'https://push.example/', PUSH_SECRET: 'c2hvcnQ=' }],
  ];
  for (const [name, environment] of stories)
    assert.throws(
      () => readMessageSettings(environment),
      (error: Error) => error.message.startsWith(name) && !error.message.includes('hush'),
      JSON.stringify(environment),
    );
});

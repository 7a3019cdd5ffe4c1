import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES } from '../../../subscribers/public.ts';
import { ABOUTS, CHANNELS, sampleOf, type Channel } from '../message.ts';
import { defaultWords, WORDS } from '../words/words.ts';
import { segmentsOf } from '../ways/sms/segments.ts';
import { checkTemplate, fillIn } from './template.ts';
import { textOf } from './templates.ts';

const VOICE = { carrier: 'Aurora Mobile', timeZone: 'America/Toronto' };
const NOW = Date.UTC(2026, 10, 22, 18, 0);

test('our words for every message pass the check that a carrier’s must', () => {
  for (const about of ABOUTS)
    for (const language of LANGUAGES)
      for (const channel of CHANNELS)
        assert.deepEqual(
          checkTemplate(about, channel, defaultWords(about, language)),
          { ok: true, value: defaultWords(about, language) },
          `${about} ${language}`,
        );
});

test('every message is filled in whole, and fits two short messages at most', () => {
  for (const about of ABOUTS)
    for (const language of LANGUAGES) {
      const text = textOf(defaultWords(about, language), sampleOf(about, NOW), language, VOICE);
      assert.doesNotMatch(
        `${text.title}${text.body}`,
        /[{}]|undefined|NaN/,
        `${about} ${language}`,
      );
      const { alphabet, segments } = segmentsOf(text.body, 0);
      const most = language === 'en' ? 1 : 2;
      assert.ok(segments.length <= most, `${about} ${language}: ${segments.length} ${alphabet}`);
    }
});

test('each language has words for the same reasons', () => {
  for (const language of LANGUAGES)
    assert.deepEqual(
      Object.keys(WORDS[language].reasons).toSorted(),
      Object.keys(WORDS.en.reasons).toSorted(),
    );
});

test('words that a template may not have are refused, each with its reason', () => {
  const good = { title: 'Gift', body: '{other} gave {amount}. {receipt}' };
  const stories: readonly (readonly [string, Partial<typeof good>, Channel?])[] = [
    ['template_empty', { body: ' \n ' }],
    ['template_empty', { title: '' }],
    ['template_too_long', { title: 'x'.repeat(81) }],
    ['template_too_long', { body: `{receipt}${'字'.repeat(600)}` }],
    ['template_has_controls', { title: 'two\nlines' }],
    ['template_has_controls', { body: '{receipt} \u202egnirts' }],
    ['template_has_controls', { body: '{receipt} \u0007' }],
    ['template_malformed', { body: '{receipt} and {amount' }],
    ['template_malformed', { body: '{receipt} {{amount}}' }],
    ['template_malformed', { body: '{receipt} {Amount}' }],
    ['placeholder_unknown', { body: '{receipt} {code}' }],
    ['placeholder_unknown', { body: '{receipt} {constructor}' }],
    ['placeholder_missing', { body: 'You got data.' }],
  ];
  for (const [code, change, channel = 'sms'] of stories) {
    const checked = checkTemplate('gift_arrived', channel, { ...good, ...change });
    assert.equal(checked.ok ? 'accepted' : checked.refusal.code, code, JSON.stringify(change));
  }
  assert.ok(
    checkTemplate('gift_arrived', 'email', { ...good, body: `${good.body}\n${'x'.repeat(4_000)}` })
      .ok,
  );
  assert.equal(checkTemplate('sign_in_code', 'sms', { title: 'Code', body: 'Hello' }).ok, false);
});

test('a value that looks like a placeholder stays as it is', () => {
  assert.equal(
    fillIn('{other}: {amount} {unknown}', { other: '{amount}', amount: '1 GB' }),
    '{amount}: 1 GB {unknown}',
  );
});

test('a name that ends with a full stop ends its sentence by it', () => {
  assert.equal(
    fillIn('To {other}. By {other}, {at}.', { other: 'M••• T.', at: '9' }),
    'To M••• T. By M••• T., 9.',
  );
});

test('what people wrote can neither break a line nor turn the direction of a message', () => {
  const { body } = textOf(
    { title: 'x', body: '{pool} is yours. {receipt}' },
    {
      about: 'pool_paused',
      pool: `\u202eevil\r\n\u0000name\u200b ${'x'.repeat(500)}`,
      receipt: 'LG-1',
    },
    'en',
    VOICE,
  );
  assert.match(body, /^evil name x+ is yours\. LG-1$/);
  assert.ok(body.length < 230);
});

const say = (language: 'en' | 'fr' | 'zh', octets: number): string =>
  textOf(
    { title: 'x', body: '{amount} {expires}' },
    {
      about: 'gift_arrived',
      giftId: 'x',
      octets,
      other: 'M',
      receipt: 'r',
      expiresAt: Date.UTC(2026, 11, 1, 4, 59),
    },
    language,
    VOICE,
  ).body.replaceAll(/[\u00a0\u202f]/g, ' ');

test('amounts are rounded down and times are in the carrier’s zone, in each language', () => {
  assert.equal(say('en', 1_999_999_999), '1.99 GB Nov 30, 11:59 p.m.');
  assert.equal(say('fr', 1_500_000_000), '1,5 Go 30 nov., 23 h 59');
  assert.equal(say('zh', 250_000_000), '250 MB 11月30日 23:59');
});

// Signing in and out, in both languages, and what an ended session leaves behind.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { closeBrowser, launchBrowser, newPerson } from './browser.ts';
import { GIVER, RECEIVER, startProduct } from './product.ts';
import type { Product } from './product.ts';
import {
  chooseLanguage,
  enterNumberAndCode,
  eventually,
  signIn,
  typedNumber,
  wordsAgainst,
} from './steps.ts';

let product: Product;
let browser: Browser;

before(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});

after(async () => {
  await closeBrowser(browser);
  await product?.stop();
});

test('a wrong code is said to be wrong, and the right one still works', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await page.goto('/');
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('Mobile number').fill(RECEIVER);
  const code = product.nextCode(RECEIVER);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  const field = page.getByRole('textbox', { name: 'Code' });
  const right = await code;
  await field.fill(right === '000000' ? '111111' : '000000');
  await wordsAgainst(page, 'code').waitFor();
  assert.equal(await field.inputValue(), '');
  assert.equal(await page.locator('input[name=code]:focus').count(), 1);
  await field.fill(right);
  await page.locator('.hero-figure').waitFor();
  await context.close();
});

const groupedAsTyped = '+1 613 555 0112';

test('another code can be had after a while, and the number can be corrected', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await page.goto('/sign-in');
  await page.getByLabel('Mobile number').pressSequentially(RECEIVER);
  assert.equal(await page.getByLabel('Mobile number').inputValue(), groupedAsTyped);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  const resend = page.getByRole('button', { name: /^New code in \d+$/ });
  await resend.waitFor();
  assert.equal(await resend.isDisabled(), true);
  await page.getByRole('button', { name: 'Change number' }).click();
  assert.equal(await page.getByLabel('Mobile number').inputValue(), groupedAsTyped);
  await context.close();
});

test('an ended session leads back to the same page with what was typed', async () => {
  const person = await newPerson(browser, product.origin);
  const { page, context } = person;
  await signIn({ page, product }, GIVER);
  await page.getByRole('link', { name: 'Give', exact: true }).click();
  await page.getByLabel('To whom').fill(RECEIVER);
  await page.getByLabel('Exact amount').fill('0.8');

  await context.clearCookies();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.waitForURL(/\/sign-in\?back=/);
  await enterNumberAndCode({ page, product }, GIVER);
  await page.waitForURL(/\/give$/);
  assert.equal(await typedNumber(page.getByLabel('To whom')), RECEIVER);
  assert.equal(await page.getByLabel('Exact amount').inputValue(), '0.8');
  await context.close();
});

test('what one person typed is not shown to the next on the same device', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await page.getByRole('link', { name: 'Give', exact: true }).click();
  await page.getByLabel('To whom').fill(RECEIVER);
  await context.clearCookies();
  await page.goto('/give');
  await enterNumberAndCode({ page, product }, RECEIVER);
  await page.waitForURL(/\/give$/);
  await page.getByLabel(/^(To whom|À qui)$/).waitFor();
  assert.equal(await page.getByLabel(/^(To whom|À qui)$/).inputValue(), '');
  await context.close();
});

test('French chosen before signing in stays after it, and on the next visit', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await page.goto('/sign-in');
  await chooseLanguage(page, 'Français');
  await page.getByRole('button', { name: 'Recevoir un code' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  await enterNumberAndCode({ page, product }, GIVER);
  await page.getByText('Il vous reste').waitFor();
  assert.match(await page.locator('.hero-figure').innerText(), /^\d+,\d\s?Go$/);
  await page.reload();
  await page.getByText('Il vous reste').waitFor();

  await page.getByRole('link', { name: 'Réglages' }).click();
  await page.locator('.choice', { hasText: 'English' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await context.close();
});

test('a browser that asks for French gets it, refusals included', async () => {
  const { page, context } = await newPerson(browser, product.origin, { language: 'fr-CA' });
  await page.goto('/');
  await page.getByLabel('Numéro de cellulaire').fill('12');
  await page.getByRole('button', { name: 'Recevoir un code' }).click();
  await wordsAgainst(page, 'msisdn').waitFor();
  assert.match(await wordsAgainst(page, 'msisdn').innerText(), /[Nn]uméro/);
  await context.close();
});

test('a browser that asks for Chinese gets it, refusals included, and the line keeps it', async () => {
  const { page, context } = await newPerson(browser, product.origin, { language: 'zh-CN' });
  await page.goto('/');
  await page.getByLabel('手机号').fill('12');
  await page.getByRole('button', { name: '发送验证码' }).click();
  await wordsAgainst(page, 'msisdn').waitFor();
  assert.match(await wordsAgainst(page, 'msisdn').innerText(), /号码/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');

  await signIn({ page, product }, GIVER);
  await chooseLanguage(page, '简体中文');
  await page.getByText('您还剩').waitFor();
  await eventually('kept', async () => {
    const answer = await page.request.get('/api/v1/me');
    return ((await answer.json()) as { language: string }).language === 'zh';
  });
  await page.reload();
  await page.getByText('您还剩').waitFor();
  await chooseLanguage(page, 'English');
  await page.getByText('You have left').waitFor();
  await context.close();
});

test('being findable is switched, kept, and switched back', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await page.getByRole('link', { name: 'Settings' }).click();
  const findable = page.getByRole('switch', { name: /People who know my number/ });
  const first = await findable.isChecked();
  await page.locator('.switch').click();
  await eventually('saved', async () => await findable.isEnabled());
  await page.reload();
  await findable.waitFor();
  assert.equal(await findable.isChecked(), !first);
  await page.locator('.switch').click();
  await eventually('put back', async () => (await findable.isChecked()) === first);
  await eventually('saved', async () => await findable.isEnabled());
  await context.close();
});

test('signing out closes the pages', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in$/);
  await page.goto('/gifts');
  await page.waitForURL(/\/sign-in\?back=/);
  await context.close();
});

// Every page, on a phone, on a desk and as narrow as can be, light and dark, in each language: what it
// owes to all its readers, and a picture of it for people to look at (the folder is printed).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { auditPage } from './audit.ts';
import {
  DESK,
  closeBrowser,
  launchBrowser,
  newPerson,
  PHONE,
  picturesFolder,
  takePicture,
} from './browser.ts';
import { GIVER, RECEIVER, startProduct } from './product.ts';
import type { Product } from './product.ts';
import { chooseLanguage, previewGift, signIn } from './steps.ts';

let product: Product;
let browser: Browser;

before(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});

after(async () => {
  await closeBrowser(browser);
  await product?.stop();
});

/** The narrowest that WCAG 2.2 asks for (1.4.10); also a wide window at 400 %. */
const NARROW = { width: 320, height: 640 };

const looks = [
  { name: 'phone-light', size: PHONE, look: 'light', language: 'en-CA' },
  { name: 'phone-dark', size: PHONE, look: 'dark', language: 'fr-CA' },
  { name: 'desk-light', size: DESK, look: 'light', language: 'zh-CN' },
  // Last, and in English: the tests after it read English.
  { name: 'narrow-dark', size: NARROW, look: 'dark', language: 'en-CA' },
] as const;

for (const { name, ...options } of looks) {
  test(`every page reads well on ${name}`, async (t) => {
    const { page, context, errors } = await newPerson(browser, product.origin, {
      ...options,
      isStill: true,
    });
    const findings: string[] = [];
    const look = async (what: string): Promise<void> => {
      await page.evaluate('document.fonts.ready');
      for (const finding of await auditPage(page)) findings.push(`${what}: ${finding}`);
      await takePicture(page, `${name}-${what}`);
    };
    await lookAtSignIn(page, options.language, look);
    await lookAtPages(page, look);
    t.diagnostic(`pictures: ${await picturesFolder()}`);
    assert.deepEqual(findings, []);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

type Look = (what: string) => Promise<void>;

type Spoken = (typeof looks)[number]['language'];
const OWN_NAME = { 'en-CA': 'English', 'fr-CA': 'Français', 'zh-CN': '简体中文' } as const;
const OTHER_NAME = { 'en-CA': 'Français', 'fr-CA': '简体中文', 'zh-CN': 'English' } as const;

async function lookAtSignIn(page: Page, language: Spoken, look: Look): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name=msisdn]').waitFor();
  await look('sign-in');
  // Choosing by hand, so that the line keeps the language of this look.
  for (const own of [OTHER_NAME[language], OWN_NAME[language]]) await chooseLanguage(page, own);
  await page.locator('input[name=msisdn]').fill(GIVER);
  const code = product.nextCode(GIVER);
  await page.locator('form button[type=submit]').click();
  await page.locator('input[name=code]').waitFor();
  await look('code');
  await page.locator('input[name=code]').fill(await code);
  await page.locator('.hero-figure').waitFor();
}

/** The ways to give besides a number, and what stands on their page once it is there. */
const WAYS = [
  ['/ways', '.way'],
  ['/links', '.action-main'],
  ['/links/new', '.slider'],
  ['/give/together', '.slider'],
  ['/standing', '.action-main'],
  ['/standing/new', '.slider'],
  ['/expiring', '.gift-amount'],
  ['/pools', 'input[name=pool]'],
  ['/packs', '.way'],
  ['/ask', '.slider'],
  ['/people', '.choice'],
  ['/gifts/statement', '.facts'],
  ['/take', '.notice'],
  ['/settings/pin', '.card p'],
  ['/consents', '.lead'],
] as const;

async function lookAtPages(page: Page, look: Look): Promise<void> {
  await page.goto('/');
  await page.locator('.bucket').first().waitFor();
  await look('home');
  await page.goto('/give');
  await page.locator('.slider').waitFor();
  await look('give');
  await previewGift(page, GIVER, '1');
  await page.locator('.field-error').waitFor();
  await look('give-refused');
  await previewGift(page, RECEIVER, '0.2');
  await page.locator('.preview').waitFor();
  await look('review');
  await page.locator('.confirm-bar button').click();
  await page.locator('.ring').waitFor();
  await look('sent');
  await page.goto('/');
  await page.locator('.gift-undo').first().waitFor();
  await look('home-undo');
  await page.goto('/gifts');
  await page.locator('.gift-undo button').first().click();
  await page.locator('.gift-undo').waitFor({ state: 'detached' });
  await look('gifts');
  await page.locator('.gift-link').first().click();
  await page.locator('.receipt').waitFor();
  await look('receipt');
  await page.goto('/settings');
  await page.locator('.switch').waitFor();
  await look('settings');
  for (const [path, shown] of WAYS) {
    await page.goto(path);
    await page.locator(shown).first().waitFor();
    await look(path.slice(1).replace('/', '-'));
  }
  await page.goto('/nowhere');
  await page.locator('h1').waitFor();
  await look('lost');
}

test('a new page takes the focus to its heading, and the keyboard alone gets through', async () => {
  const { page, context } = await newPerson(browser, product.origin, { size: DESK });
  await signIn({ page, product }, GIVER);
  await page.getByRole('link', { name: 'Give', exact: true }).click();
  await page.locator('h1:focus', { hasText: 'Give data' }).waitFor();
  // The heading is there before the limits are: without the form there is nothing to go on to.
  await page.getByRole('button', { name: 'Preview' }).waitFor();

  const order: string[] = [];
  while (order.at(-1) !== 'Preview' && order.length < 15) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    order.push((await focused.getAttribute('name')) ?? (await focused.innerText()));
  }
  assert.equal(order[0], 'to');
  const places = ['to', 'amount', 'Preview'].map((name) => order.indexOf(name));
  assert.deepEqual(
    places.toSorted((left, right) => left - right),
    places,
    `tab order: ${order.join(', ')}`,
  );
  assert.ok(!places.includes(-1), `tab order: ${order.join(', ')}`);
  await context.close();
});

test('the slider is moved by keys and tells its amount', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await page.goto('/give');
  const slider = page.getByRole('slider', { name: 'How much' });
  await slider.waitFor({ state: 'attached' });
  const amount = page.getByLabel('Exact amount');
  const first = Number(await amount.inputValue());
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  assert.ok(Number(await amount.inputValue()) > first);
  assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /GB/);
  await context.close();
});

test('without a network the app says so, keeps what it showed and recovers by itself', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await context.setOffline(true);
  await page.getByText('You are offline.', { exact: false }).first().waitFor();
  assert.equal(await page.locator('.hero-figure').count(), 1);
  await context.setOffline(false);
  await page.getByText('You are offline.', { exact: false }).waitFor({ state: 'detached' });
  await context.close();
});

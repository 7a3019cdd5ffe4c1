// What people do in the app, in the words that they see. Tests read as the steps of a story.

import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Product } from './product.ts';

type Person = { readonly page: Page; readonly product: Product };

/** Types a number and the code sent to it, on whatever sign-in page is shown. */
export async function enterNumberAndCode({ page, product }: Person, msisdn: string): Promise<void> {
  await page.locator('input[name=msisdn]').fill(msisdn);
  const code = product.nextCode(msisdn);
  await page.locator('form button[type=submit]').click();
  // The sixth digit sends it: no button is pressed.
  await page.locator('input[name=code]').pressSequentially(await code);
}

// A number gets only a few codes an hour, so a session is kept for the next test that needs it.
const sessions = new WeakMap<Product, Map<string, Cookies>>();
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Has somebody signed in and at home: with a code the first time, then with that same session. */
export async function signIn({ page, product }: Person, msisdn: string): Promise<void> {
  const known = sessions.get(product) ?? new Map<string, Cookies>();
  sessions.set(product, known);
  const cookies = known.get(msisdn);
  if (cookies === undefined) {
    await page.goto('/sign-in');
    await enterNumberAndCode({ page, product }, msisdn);
    await page.waitForURL(product.origin + '/');
    known.set(msisdn, await page.context().cookies());
  } else {
    await page.context().addCookies(cookies);
    await page.goto('/');
  }
  await page.locator('.hero-figure').waitFor();
}

/** Chooses a language, by its own name, in the corner of any page. */
export async function chooseLanguage(page: Page, ownName: string): Promise<void> {
  await page.locator('.language-switch').click();
  await page.getByRole('menuitemradio', { name: ownName }).click();
  await page.getByRole('menu').waitFor({ state: 'detached' });
}

/** Fills in a gift and asks for its preview. */
export async function previewGift(page: Page, to: string, amount: string): Promise<void> {
  await page.goto('/give');
  await page.getByLabel(/^(To whom|À qui|送给谁)$/).fill(to);
  await page.getByLabel(/^(Exact amount|Quantité exacte|具体流量)$/).fill(amount);
  await page.getByRole('button', { name: /^(Preview|Aperçu|预览)$/ }).click();
}

/** Gives, and waits for the page that shows the countdown. */
export async function give(page: Page, to: string, amount: string): Promise<void> {
  await previewGift(page, to, amount);
  await page.getByRole('button', { name: /^(Give|Offrir) / }).click();
  await page.waitForURL(/\/gifts\/[^/]+\?sent/);
}

/** The octets left, as the big number says. */
export async function bigNumber(page: Page): Promise<number> {
  const shown = await page.locator('.hero-figure').innerText();
  return Number.parseFloat(shown.replace(',', '.'));
}

/** The number in a field, without the spaces that group it. */
export const typedNumber = async (field: Locator): Promise<string> =>
  (await field.inputValue()).replace(/[^\d+]/g, '');

/** What a field says is wrong with it. */
export const wordsAgainst = (page: Page, field: string): Locator =>
  page.locator('.field', { has: page.locator(`input[name=${field}]`) }).locator('.field-error');

/** Waits until a reading of the page is as wanted. Pages change by themselves, a moment later. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  patienceMilliseconds = 15_000,
): Promise<void> {
  const end = Date.now() + patienceMilliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

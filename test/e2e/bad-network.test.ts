// What the app does when the network between it and the server is bad. The faults are real: answers
// that arrived at the browser are dropped there, streams are refused.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { closeBrowser, launchBrowser, newPerson } from './browser.ts';
import { GIVER, RECEIVER, startProduct } from './product.ts';
import type { Product } from './product.ts';
import { bigNumber, enterNumberAndCode, eventually, give, previewGift, signIn } from './steps.ts';

let product: Product;
let browser: Browser;

before(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});

after(async () => {
  await closeBrowser(browser);
  await product?.stop();
});

test('an answer lost on the way is asked for again, and the gift is given once', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  const keys: string[] = [];
  await page.route('**/api/v1/gifts', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue();
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (keys.length > 1) return await route.continue();
    const answer = await route.fetch(); // the server has done it ...
    assert.equal(answer.status(), 201);
    return await route.abort('connectionreset'); // ... and nobody is told
  });
  await give(page, RECEIVER, '0.3');
  assert.equal(keys.length, 2);
  assert.equal(new Set(keys).size, 1);
  await page.goto('/gifts');
  await page.locator('.gift-row').first().waitFor();
  assert.equal(await page.locator('.gift-row').count(), 1);
  await context.close();
});

test('a session that ends before the confirmation costs a code, not the gift', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await previewGift(page, RECEIVER, '0.4');
  const confirm = page.getByRole('button', { name: /^Give 400\sMB to / });
  await confirm.waitFor();
  await context.clearCookies();
  await confirm.click();
  await page.waitForURL(/\/sign-in\?back=/);
  await enterNumberAndCode({ page, product }, GIVER);
  await page.waitForURL(/\/give\/review$/);
  await confirm.click();
  await page.waitForURL(/\?sent/);
  await context.close();
});

test('where streams are blocked a gift arrives all the same, a little later', async () => {
  const receiver = await newPerson(browser, product.origin);
  await receiver.page.route('**/api/v1/events', (route) => route.abort());
  await signIn({ page: receiver.page, product }, RECEIVER);
  const had = await bigNumber(receiver.page);
  const giver = await newPerson(browser, product.origin);
  await signIn({ page: giver.page, product }, GIVER);
  await give(giver.page, RECEIVER, '1');
  await receiver.page
    .getByRole('region', { name: 'A gift has arrived' })
    .filter({ hasText: /1\sGB/ })
    .waitFor({ timeout: 60_000 });
  await eventually('more is left', async () => (await bigNumber(receiver.page)) > had);
  await Promise.all([giver.context.close(), receiver.context.close()]);
});

test('a server that cannot be reached is said so, and asked again by a press', async () => {
  const { page, context } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.goto('/gifts');
  await page.getByText('Largesse cannot be reached right now.', { exact: false }).waitFor();
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.gift-row').first().waitFor();
  await context.close();
});

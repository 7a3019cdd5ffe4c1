// The story that the product is for, told in two people's browsers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { closeBrowser, launchBrowser, newPerson, takePicture } from './browser.ts';
import { GIVER, POOR, RECEIVER, startProduct } from './product.ts';
import type { Product } from './product.ts';
import {
  bigNumber,
  eventually,
  give,
  previewGift,
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

async function newSignedIn(msisdn: string) {
  const person = await newPerson(browser, product.origin);
  await signIn({ page: person.page, product }, msisdn);
  return person;
}

test('a gift that is undone comes home, one that is not arrives without a reload', async () => {
  const giver = await newSignedIn(GIVER);
  const had = await bigNumber(giver.page);

  await give(giver.page, RECEIVER, '1');
  await giver.page.getByRole('timer').waitFor();
  await giver.page.getByRole('button', { name: /^Undo/ }).click();
  await giver.page.getByText('Undone', { exact: true }).first().waitFor();
  await giver.page.getByRole('link', { name: 'Home' }).click();
  await eventually('the gigabyte is back', async () => (await bigNumber(giver.page)) === had);

  const receiver = await newSignedIn(RECEIVER);
  const receiverHad = await bigNumber(receiver.page);
  await give(giver.page, RECEIVER, '1');
  const receipt = await giver.page.locator('.receipt-number').innerText();
  assert.match(receipt, /^LG-[0-9A-Z]{4}-[0-9A-Z]{4}$/);

  const arrival = receiver.page.getByRole('region', { name: 'A gift has arrived' });
  await arrival.waitFor({ timeout: 60_000 });
  assert.match(await arrival.innerText(), /has given you 1\sGB/);
  await takePicture(receiver.page, 'phone-light-arrival');
  await receiver.page.getByRole('status').filter({ hasText: 'has given you' }).waitFor();
  await eventually(
    'a gigabyte more',
    async () => (await bigNumber(receiver.page)) > receiverHad + 0.8,
  );

  await giver.page.locator('.gift-badge', { hasText: 'Delivered' }).waitFor();
  assert.deepEqual([...giver.errors, ...receiver.errors], []);
  await Promise.all([giver.context.close(), receiver.context.close()]);
});

test('a received gift is declined only after asking', async () => {
  const receiver = await newSignedIn(RECEIVER);
  await receiver.page.locator('.gift-link').first().click();
  await receiver.page.getByRole('button', { name: 'Decline' }).click();
  const question = receiver.page.getByRole('alertdialog', { name: 'Decline this gift?' });
  await takePicture(receiver.page, 'phone-light-decline');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await question.waitFor({ state: 'hidden' });
  await receiver.page.getByText('Yours to use').first().waitFor();

  await receiver.page.getByRole('button', { name: 'Decline' }).click();
  await question.getByRole('button', { name: 'Decline the gift' }).click();
  await receiver.page.getByText('Declined by you').first().waitFor();
  await receiver.context.close();
});

test('a double click gives once', async () => {
  const { page, context } = await newSignedIn(GIVER);
  const orders: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/gifts'))
      orders.push(request.headers()['idempotency-key'] ?? '');
  });
  await page.goto('/gifts');
  await page.locator('.gift-row').first().waitFor();
  const gifts = await page.locator('.gift-row').count();

  await previewGift(page, RECEIVER, '0.5');
  await page.getByRole('button', { name: /^Give / }).dblclick();
  await page.waitForURL(/\?sent/);
  await page.getByRole('button', { name: /^Undo/ }).waitFor();
  await page.goto('/gifts');
  await page.locator('.gift-row').first().waitFor();
  assert.equal(await page.locator('.gift-row').count(), gifts + 1);
  assert.equal(new Set(orders).size, 1);
  await context.close();
});

test('what the server refuses stands by the field it concerns, and what was typed stays', async () => {
  const { page, context } = await newSignedIn(POOR);
  await previewGift(page, POOR, '1');
  await wordsAgainst(page, 'to').waitFor();
  assert.notEqual(await wordsAgainst(page, 'to').innerText(), '');

  await page.getByLabel('To whom').fill(RECEIVER);
  await page.getByRole('button', { name: 'Preview' }).click();
  await wordsAgainst(page, 'amount').waitFor();
  assert.equal(await wordsAgainst(page, 'to').count(), 0);
  assert.equal(await typedNumber(page.getByLabel('To whom')), RECEIVER);
  const focused = page.locator('input[name=amount]:focus');
  assert.equal(await focused.count(), 1);
  await context.close();
});

test('going back from the preview finds everything as it was typed', async () => {
  const { page, context } = await newSignedIn(GIVER);
  await previewGift(page, RECEIVER, '0.7');
  await page.getByRole('heading', { name: 'Check your gift' }).waitFor();
  await page.goBack();
  await page.getByLabel('To whom').waitFor();
  assert.equal(await typedNumber(page.getByLabel('To whom')), RECEIVER);
  assert.equal(await page.getByLabel('Exact amount').inputValue(), '0.7');
  await context.close();
});

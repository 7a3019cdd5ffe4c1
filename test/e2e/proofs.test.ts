// A gift that its giver must confirm by a code, told in a real browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { auditPage } from './audit.ts';
import { DESK, closeBrowser, launchBrowser, newPerson, takePicture } from './browser.ts';
import { GIVER, RECEIVER, startProduct } from './product.ts';
import type { Product } from './product.ts';
import { eventually, previewGift, signIn } from './steps.ts';

let product: Product;
let browser: Browser;

before(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});

after(async () => {
  await closeBrowser(browser);
  await product?.stop();
});

test('a code that was sent for a gift gives it, a wrong one is asked for again, and the receipt says so', async () => {
  const { page, context, errors } = await newPerson(browser, product.origin);
  await signIn({ page, product }, GIVER);
  await product.policy({ confirmation: { by: 'one_time_code' } });
  // A running server looks at the policies again every few seconds.
  await eventually(
    'the policy asks for a code',
    async () => {
      await previewGift(page, RECEIVER, '1');
      await page.locator('.preview').waitFor();
      return (await page.locator('.prove').count()) === 1;
    },
    60_000,
  );
  const step = page.locator('.prove');
  assert.equal(await page.getByRole('button', { name: /^Give / }).count(), 0);
  await takePicture(page, 'phone-light-code-asked');

  const sent = product.nextCode(GIVER);
  await step.getByRole('button', { name: 'Send me a code' }).click();
  const code = await sent;
  const field = step.getByLabel('Code');
  await field.waitFor();
  await eventually(
    'one can type at once',
    async () => (await page.locator('input[name=code]:focus').count()) === 1,
  );
  await takePicture(page, 'phone-light-code');
  assert.deepEqual(await auditPage(page), []);
  await field.pressSequentially(code === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: /^Give / }).click();
  await step.locator('.field-error').waitFor();
  await takePicture(page, 'phone-light-code-wrong');

  await field.pressSequentially(code);
  const button = page.getByRole('button', { name: /^Give / });
  await button.waitFor();
  await page.setViewportSize(DESK);
  await takePicture(page, 'desk-light-code-done');
  await button.click();
  await page.waitForURL(/\/gifts\/[^/]+\?sent/);
  await page.getByText('Confirmed by code').waitFor();
  assert.equal((await page.locator('main').innerText()).includes(code), false);
  assert.deepEqual(errors, []);
  await context.close();
});

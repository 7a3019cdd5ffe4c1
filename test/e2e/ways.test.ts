// Every way to give besides a number, from both sides, in real browsers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { closeBrowser, launchBrowser, newPerson } from './browser.ts';
import { GIVER, NEIGHBOUR, RECEIVER, RELATIVE, startProduct } from './product.ts';
import type { Product } from './product.ts';
import { bigNumber, enterNumberAndCode, eventually, signIn } from './steps.ts';

let product: Product;
let browser: Browser;

before(async () => {
  [product, browser] = await Promise.all([startProduct({ undoSeconds: 4 }), launchBrowser()]);
});

after(async () => {
  await closeBrowser(browser);
  await product?.stop();
});

async function newSignedIn(msisdn: string) {
  const person = await newPerson(browser, product.origin, { isStill: true });
  await signIn({ page: person.page, product }, msisdn);
  return person;
}

const preview = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Preview' }).click();
const confirm = (page: Page): Promise<void> => page.locator('.confirm-bar button').click();

test('a gift link is opened before signing in, needs its PIN, is taken once, and the rest comes home', async () => {
  const giver = await newSignedIn(GIVER);
  await giver.page.goto('/links/new');
  await giver.page.getByLabel('Exact amount').fill('0.5');
  await giver.page.getByRole('button', { name: /^More/ }).click();
  await giver.page.getByRole('button', { name: /^PIN/ }).click();
  await giver.page.locator('input[name=pin]').fill('4711');
  await preview(giver.page);
  await giver.page.locator('h1:focus', { hasText: 'Check your link' }).waitFor();
  assert.match(await giver.page.locator('.facts').innerText(), /Set aside in all\s+1\sGB/);
  await confirm(giver.page);
  await giver.page.getByRole('img', { name: 'QR code of the gift link' }).waitFor();
  const address = await giver.page.locator('.share-url').innerText();

  const taker = await newPerson(browser, product.origin, { isStill: true });
  await taker.page.goto(address);
  await taker.page.getByText('Somebody has set mobile data aside for you.').waitFor();
  assert.equal(new URL(taker.page.url()).hash, '', 'the secret stays in the address bar');
  await taker.page.getByRole('link', { name: 'Sign in to see it' }).click();
  await enterNumberAndCode({ page: taker.page, product }, RECEIVER);
  await taker.page.locator('input[name=pin]').fill('9999');
  await confirm(taker.page);
  await taker.page.locator('.notice-wrong', { hasText: 'PIN' }).waitFor();
  await taker.page.locator('input[name=pin]').fill('4711');
  await confirm(taker.page);
  await taker.page.waitForURL(/\/gifts\/[^/]+$/);
  assert.match(await taker.page.locator('.gift-amount').innerText(), /^500\sMB$/);
  await taker.page.goto('/take');
  await taker.page.getByText('You have taken it already.').waitFor();

  await giver.page.reload();
  await giver.page.getByText('1 of 2 taken').waitFor();
  await giver.page.getByRole('button', { name: 'Take it back' }).click();
  await giver.page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
  await giver.page.locator('.gift-badge', { hasText: 'Taken back' }).waitFor();
  assert.deepEqual([...giver.errors, ...taker.errors], []);
  await Promise.all([giver.context.close(), taker.context.close()]);
});

test('a link that nobody made says so, and an address that was cut asks for the whole', async () => {
  const { page, context } = await newSignedIn(NEIGHBOUR);
  await page.goto('/take');
  await page.getByText('This address is not complete.', { exact: false }).waitFor();
  await page.goto('/take#AAAAAAAAAAAAAAAAAAAAAA');
  await page.reload();
  await page.locator('.notice-wrong').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Take/ }).count(), 0);
  await context.close();
});

test('several people are given to at once, and who cannot be is named by their own field', async () => {
  const { page, context } = await newSignedIn(GIVER);
  await page.goto('/give/together');
  await page.locator('input[name=to-1]').fill(RECEIVER);
  await page.locator('input[name=to-2]').fill(GIVER);
  await page.getByLabel('Exact amount').fill('0.1');
  await preview(page);
  const second = page.locator('.field', { has: page.locator('input[name=to-2]') });
  await second.locator('.field-error').waitFor();
  await page.locator('input[name=to-2]').fill(NEIGHBOUR);
  await preview(page);
  await page.getByRole('heading', { name: 'Check your gifts' }).waitFor();
  await confirm(page);
  await page.getByRole('heading', { name: 'Gifts sent' }).waitFor();
  assert.equal(await page.locator('.gift-row').count(), 2);
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await eventually('one is undone', async () => {
    await page.goto('/gifts');
    await page.locator('.gift-row').first().waitFor();
    return (await page.locator('.gift-ended').count()) > 0;
  });
  await context.close();
});

test('a stranger`s words stay hidden until they are asked for, and are reported', async () => {
  const giver = await newSignedIn(GIVER);
  await giver.page.goto('/give');
  await giver.page.getByLabel('To whom').fill(NEIGHBOUR);
  await giver.page.getByLabel('Exact amount').fill('0.1');
  await giver.page.getByRole('button', { name: 'Add a few words' }).click();
  await giver.page.locator('textarea').fill('<b>Enjoy</b>');
  await preview(giver.page);
  await giver.page.locator('.quote', { hasText: '<b>Enjoy</b>' }).waitFor();
  await confirm(giver.page);
  await giver.page.waitForURL(/\?sent/);
  await giver.page.locator('.gift-badge', { hasText: 'Delivered' }).waitFor({ timeout: 40_000 });

  const receiver = await newSignedIn(NEIGHBOUR);
  await receiver.page.goto('/gifts');
  await receiver.page.locator('.gift-link', { hasText: '100' }).first().click();
  await receiver.page.getByRole('button', { name: 'Show the words' }).click();
  await receiver.page.locator('.quote', { hasText: '<b>Enjoy</b>' }).waitFor();
  await receiver.page.getByRole('button', { name: 'Report the words' }).click();
  await receiver.page.getByRole('alertdialog').getByRole('button', { name: 'Report' }).click();
  await receiver.page.getByText('You have reported these words.').waitFor();
  await Promise.all([giver.context.close(), receiver.context.close()]);
});

test('who is asked sees it at home, and gives, or shuts the asker out', async () => {
  const asker = await newSignedIn(RECEIVER);
  await asker.page.getByRole('link', { name: 'Ask for data' }).click();
  await asker.page.locator('input[name=to]').fill(NEIGHBOUR);
  await asker.page.getByLabel('Exact amount').fill('0.3');
  await asker.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await asker.page.getByText('Asked. If they can be reached', { exact: false }).waitFor();

  const giver = await newSignedIn(NEIGHBOUR);
  await giver.page
    .getByRole('article', { name: /request for 300/ })
    .getByRole('link')
    .click();
  await giver.page.getByRole('button', { name: 'I do not want to be asked by them' }).click();
  await giver.page.getByRole('button', { name: 'Mute them' }).click();
  await giver.page.locator('.notice-good').waitFor();
  assert.equal(await giver.page.getByLabel('Exact amount').inputValue(), '300');
  await preview(giver.page);
  await confirm(giver.page);
  await giver.page.waitForURL(/\?sent/);
  await asker.page.goto('/ask');
  await asker.page.locator('.tag', { hasText: 'Given' }).waitFor();

  await giver.page.goto('/people');
  await giver.page.getByRole('button', { name: 'Lift it' }).click();
  await giver.page.getByText('Muted and blocked').waitFor({ state: 'detached' });
  await Promise.all([asker.context.close(), giver.context.close()]);
});

test('somebody saved is one press away, and can be removed', async () => {
  const { page, context } = await newSignedIn(GIVER);
  await page.goto('/people');
  await page.locator('input[name=contact-name]').fill('Priya');
  await page.locator('input[name=contact-number]').fill(RECEIVER);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Remove Priya' }).waitFor();
  await page.goto('/give');
  await page.getByRole('button', { name: 'Priya' }).click();
  assert.equal(await page.getByLabel('To whom').inputValue(), '+1 613 555 0112');
  await page.goto('/people');
  await page.getByRole('button', { name: 'Remove Priya' }).click();
  await page.getByText('+1 613 555 0112').waitFor({ state: 'detached' });
  await context.close();
});

test('a standing gift begins when the other agrees, pauses and ends', async () => {
  const giver = await newSignedIn(GIVER);
  await giver.page.goto('/standing/new');
  await giver.page.locator('input[name=to]').fill(RECEIVER);
  await giver.page.getByLabel('Exact amount').fill('0.2');
  await preview(giver.page);
  await giver.page.getByText('They are asked first.', { exact: false }).waitFor();
  await confirm(giver.page);
  await giver.page.locator('.tag', { hasText: 'Waiting for their word' }).waitFor();

  const receiver = await newSignedIn(RECEIVER);
  await receiver.page.getByText('every month', { exact: false }).waitFor();
  await receiver.page.goto('/standing');
  await receiver.page.getByRole('button', { name: 'Agree' }).click();
  await receiver.page.locator('.tag', { hasText: 'Running' }).waitFor();

  await giver.page.reload();
  await giver.page.getByRole('button', { name: 'Pause' }).click();
  await giver.page.locator('.tag', { hasText: 'Paused' }).waitFor();
  await giver.page.getByRole('button', { name: 'End it' }).click();
  await giver.page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click();
  await giver.page.locator('.tag', { hasText: 'Over' }).waitFor();
  await Promise.all([giver.context.close(), receiver.context.close()]);
});

test('what is about to lapse is given as it was shown', async () => {
  const { page, context } = await newSignedIn(NEIGHBOUR);
  await page.goto('/expiring');
  await page.locator('input[name=to]').fill(GIVER);
  await preview(page);
  const shown = await page.locator('.preview .gift-amount').innerText();
  await confirm(page);
  await page.getByRole('heading', { name: 'Gift sent' }).waitFor();
  assert.equal(await page.locator('.gift-amount').innerText(), shown);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByText('Undone', { exact: true }).first().waitFor();
  await context.close();
});

test('a pool is opened, joined, filled and drawn from, and who leaves is asked first', async () => {
  const holder = await newSignedIn(GIVER);
  await holder.page.goto('/pools');
  await holder.page.locator('input[name=pool]').fill('The Tremblays');
  await holder.page.getByRole('button', { name: 'Open it' }).click();
  await holder.page.locator('input[name=invite]').fill(RELATIVE);
  await holder.page.getByRole('button', { name: 'Invite' }).click();
  await holder.page.locator('.tag', { hasText: 'Invited' }).waitFor();
  await preview(holder.page);
  await confirm(holder.page);
  await holder.page.locator('.gift-badge', { hasText: 'Delivered' }).waitFor({ timeout: 40_000 });

  const member = await newSignedIn(RELATIVE); // in French
  const had = await bigNumber(member.page);
  await member.page.getByRole('link', { name: 'Répondre' }).click();
  await member.page.getByRole('button', { name: 'Participer' }).click();
  await member.page.getByRole('button', { name: 'En prendre' }).click();
  const amount = member.page.locator('input[name=amount]').first();
  await amount.waitFor();
  await amount.fill('0.5');
  await member.page.getByRole('button', { name: 'Prendre', exact: true }).click();
  await member.page.locator('.notice-good').waitFor();
  await member.page.getByRole('button', { name: 'Quitter la réserve' }).click();
  await member.page.getByRole('alertdialog').getByRole('button', { name: 'Rester' }).click();
  await member.page.goto('/');
  await eventually('half a gigabyte more', async () => (await bigNumber(member.page)) >= had + 0.4);
  await Promise.all([holder.context.close(), member.context.close()]);
});

test('a tank that the carrier opened is put into, and says when it can be taken from', async () => {
  const { page, context } = await newSignedIn(NEIGHBOUR);
  await page.goto('/ways');
  await page.locator('.way').first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'A community tank' }).count(), 0);
  await product.command('tank', 'open', 'Night shift');
  await page.reload();
  await page.getByRole('link', { name: 'A community tank' }).click();
  await page.getByRole('link', { name: 'Night shift' }).click();
  // What it says depends on the day of the month that the test is run on.
  await page.locator('.gift-badge', { hasText: /^(Open|Taking begins on)/ }).waitFor();
  await page.getByRole('button', { name: 'Put some in' }).click();
  await page.getByLabel('Exact amount').fill('0.2');
  await preview(page);
  await page.getByText('Then it is in, for everybody.').waitFor();
  assert.equal(await page.locator('.preview:focus').count(), 1);
  await confirm(page);
  await page.getByRole('heading', { name: 'Gift sent' }).waitFor();
  await page.locator('.gift-badge', { hasText: 'Delivered' }).waitFor({ timeout: 40_000 });
  await context.close();
});

test('a pack bought for somebody else waits for them, and is paid back when taken back', async () => {
  const { page, context } = await newSignedIn(GIVER);
  await page.goto('/packs');
  await page.locator('.way .gift-link').first().click();
  await page.getByText('Somebody else').click();
  await page.locator('input[name=to]').fill(NEIGHBOUR);
  await preview(page);
  await page.getByText('They are asked first.', { exact: false }).waitFor();
  await confirm(page);
  await page.locator('.tag', { hasText: 'Waiting to be accepted' }).waitFor();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
  await page.locator('.tag', { hasText: /paid back/i }).waitFor();
  await context.close();
});

test('the statement adds up the month, goes to the one before, and is kept as a file', async () => {
  const { page, context } = await newSignedIn(GIVER);
  await page.goto('/gifts/statement');
  await page.locator('.gift-row').first().waitFor();
  assert.match(await page.locator('.facts').innerText(), /Given\s+.*in \d+ gifts?/);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Keep as a file' }).click();
  assert.match((await file).suggestedFilename(), /^largesse-\d{4}-\d{2}\.csv$/);
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.getByText('No gifts in this month.').waitFor();
  await context.close();
});

test('the list of gifts shows one direction, and keeps that in its address', async () => {
  const { page, context } = await newSignedIn(RECEIVER);
  await page.goto('/gifts');
  await page.locator('.gift-row').first().waitFor();
  await page.locator('.filter-choice', { hasText: 'Received' }).click();
  await page.waitForURL(/show=received/);
  assert.equal(await page.locator('.gift-out').count(), 0);
  assert.ok((await page.locator('.gift-in').count()) > 0);
  await context.close();
});

// A real browser for the tests: the system's Chromium, else the one that comes from npm.

import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserServer, LaunchOptions, Page } from 'playwright-core';
import { unpackChromium } from './npm-chromium.ts';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/** Chromium takes a third of a second. */
const CLOSE_MILLISECONDS = 20_000;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

/** Starts Chromium. LARGESSE_TEST_CHROMIUM=npm takes the one from npm even where the system has one. */
export async function launchBrowser(): Promise<Browser> {
  const server = await chromium.launchServer(await whichChromium());
  const browser = await chromium.connect(server.wsEndpoint());
  servers.set(browser, server);
  return browser;
}

async function whichChromium(): Promise<LaunchOptions> {
  if (existsSync(SYSTEM_CHROMIUM) && process.env['LARGESSE_TEST_CHROMIUM'] !== 'npm')
    return { executablePath: SYSTEM_CHROMIUM, args: FLAGS };
  const { executablePath, env } = await unpackChromium();
  return { executablePath, args: FLAGS, env: { ...process.env, ...env } };
}

const servers = new WeakMap<Browser, BrowserServer>();

/** Ends it, by force where it does not: its way of ending is not what we test. */
export async function closeBrowser(browser: Browser | undefined): Promise<void> {
  const server = browser === undefined ? undefined : servers.get(browser);
  if (server === undefined) return;
  const late = setTimeout(() => void server.kill(), CLOSE_MILLISECONDS);
  await server.close();
  clearTimeout(late);
}

export type Look = 'light' | 'dark';
export type Size = { readonly width: number; readonly height: number };

export const PHONE: Size = { width: 390, height: 844 };
export const DESK: Size = { width: 1280, height: 800 };

/**
 * A person's own browser: nothing shared with the others. `errors` fills when a page throws or does
 * what the server's content security policy forbids.
 */
export async function newPerson(
  browser: Browser,
  origin: string,
  options: {
    look?: Look;
    size?: Size;
    language?: 'en-CA' | 'fr-CA' | 'zh-CN';
    /** Without the app's small movements, so that a page need not be waited for to stand still. */
    isStill?: boolean;
  } = {},
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: options.size ?? PHONE,
    colorScheme: options.look ?? 'light',
    locale: options.language ?? 'en-CA',
    reducedMotion: options.isStill === true ? 'reduce' : 'no-preference',
    timezoneId: 'America/Toronto',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  return { context, page, errors };
}

let folder: Promise<string> | null = null;

/** Takes a picture of the whole page, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  folder ??= mkdtemp(join(tmpdir(), 'largesse-pictures-'));
  const window = page.viewportSize() ?? PHONE;
  // A window as high as the page: what is fixed to its foot then does not stand across the picture.
  const height = await page.locator('html').evaluate((html) => html.scrollHeight);
  await page.setViewportSize({ width: window.width, height: Math.max(window.height, height) });
  await page.screenshot({ path: join(await folder, `${name}.png`) });
  await page.setViewportSize(window);
}

export const picturesFolder = async (): Promise<string | null> => (folder === null ? null : folder);

// What a page owes to whoever reads it with a screen reader, a keyboard, a thumb or weak eyes,
// checked on the page as it stands. Each finding names its element.

import type { Page } from 'playwright-core';

const TARGET_PIXELS = 44;

// WCAG 2.2, 1.4.3: large text is 24 px, or 18.66 px when bold.
const ENOUGH = { text: 4.5, largeText: 3 };

/** All that is wrong with the page; empty when nothing is. */
export async function auditPage(page: Page): Promise<string[]> {
  return [
    ...(await auditFrame(page)),
    ...(await auditNames(page)),
    ...(await auditTargets(page)),
    ...(await auditContrast(page)),
    ...(await auditWidth(page)),
  ];
}

async function auditFrame(page: Page): Promise<string[]> {
  const findings: string[] = [];
  if (!/^\S.* · Largesse$/.test(await page.title())) findings.push('the title names no page');
  if ((await page.locator('h1').count()) !== 1) findings.push('not exactly one h1');
  if ((await page.locator('main').count()) !== 1) findings.push('not exactly one main');
  const language = await page.locator('html').getAttribute('lang');
  if (!['en', 'fr', 'zh-Hans'].includes(language ?? ''))
    findings.push(`the language is ${language}`);
  return findings;
}

const NEEDS_NAME =
  /^\s*- (button|link|textbox|slider|switch|radio|radiogroup|timer|progressbar|alertdialog|navigation)\b(?! ")/;

/** The tree as a screen reader gets it: whatever can be used needs a name. */
async function auditNames(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  return tree
    .split('\n')
    .filter((line) => NEEDS_NAME.test(line))
    .map((line) => `without a name: ${line.trim()}`);
}

/** Links in the middle of text are exempt (WCAG 2.2, 2.5.8); here none is. Asked of the page in one go. */
async function auditTargets(page: Page): Promise<string[]> {
  return await page.locator('body').evaluate((body, pixels) => {
    const targets = body.querySelectorAll(
      'a:not(.skip), button, input:is([type=text], [type=tel]), textarea',
    );
    const findings: string[] = [];
    for (const target of targets) {
      // What is only there for those who listen is not aimed at.
      const shown = target.getBoundingClientRect();
      if (!target.checkVisibility({ visibilityProperty: true }) || shown.width <= 1) continue;
      // A row's link reaches over the whole row by a pseudo-element, which has no box of its own.
      const row = target.classList.contains('gift-link') ? target.closest('li') : null;
      const { height } = (row ?? target).getBoundingClientRect();
      if (height < pixels) findings.push(`${Math.round(height)} px high: ${target.textContent}`);
    }
    return findings;
  }, TARGET_PIXELS);
}

async function auditContrast(page: Page): Promise<string[]> {
  return await page.locator('body').evaluate((body, enough) => {
    const { defaultView: view } = body.ownerDocument;
    if (view === null) return [];
    // Runs in the page, where nothing of this file can be reached.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const numbers = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = numbers(colour).map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (element: typeof body) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = view.getComputedStyle(at).backgroundColor;
        if ((numbers(colour)[3] ?? 1) === 1) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    const findings: string[] = [];
    for (const element of body.querySelectorAll('*')) {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
      );
      const disabled = element.closest('[data-disabled], [disabled], .skip, .only-heard') !== null;
      if (!own || disabled || !element.checkVisibility()) continue;
      const style = view.getComputedStyle(element);
      const pixels = Number.parseFloat(style.fontSize);
      const large = pixels >= 24 || (pixels >= 18.66 && Number(style.fontWeight) >= 700);
      const [text, ground] = [luminance(style.color), luminance(groundOf(element))];
      const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      if (ratio < (large ? enough.largeText : enough.text))
        findings.push(`contrast ${ratio.toFixed(2)}: ${element.textContent}`);
    }
    return findings;
  }, ENOUGH);
}

/** Nothing may be wider than the window: sideways scrolling loses people (WCAG 2.2, 1.4.10). */
async function auditWidth(page: Page): Promise<string[]> {
  const [content, window] = await page
    .locator('html')
    .evaluate((html) => [html.scrollWidth, html.clientWidth]);
  return (content ?? 0) > (window ?? 0) ? [`${content} px wide in ${window} px`] : [];
}

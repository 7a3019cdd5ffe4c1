// A template: words with {placeholders}. There is nothing else to it, so that whoever edits one cannot
// make it do more than say something.

import { accept, refuse, type Result } from '../../../kernel/public.ts';
import type { About, Channel } from '../message.ts';
import { neededPlaceholdersOf, placeholdersOf } from '../values.ts';

export type Template = { readonly title: string; readonly body: string };

export type TemplateRefusal =
  | { readonly code: 'template_empty'; readonly where: 'title' | 'body' }
  | { readonly code: 'template_too_long'; readonly where: 'title' | 'body'; readonly limit: number }
  | { readonly code: 'template_has_controls'; readonly where: 'title' | 'body' }
  | { readonly code: 'template_malformed'; readonly where: 'title' | 'body'; readonly near: string }
  | {
      readonly code: 'placeholder_unknown';
      readonly placeholder: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'placeholder_missing'; readonly placeholder: string };

const TITLE_CHARACTERS = 80;
const BODY_CHARACTERS: { readonly [channel in Channel]: number } = {
  sms: 600,
  push: 600,
  email: 5_000,
};

const PLACEHOLDER = /\{([a-z_]+)\}/g;
const CONTROLS = /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;

/**
 * Refuses, in this order: template_empty, template_too_long, template_has_controls, template_malformed (a
 * brace that belongs to no placeholder), placeholder_unknown, placeholder_missing.
 */
export function checkTemplate(
  about: About,
  channel: Channel,
  template: Template,
): Result<Template, TemplateRefusal> {
  for (const where of ['title', 'body'] as const) {
    const text = template[where];
    const limit = where === 'title' ? TITLE_CHARACTERS : BODY_CHARACTERS[channel];
    if (text.trim() === '') return refuse({ code: 'template_empty', where });
    if (Array.from(text).length > limit) return refuse({ code: 'template_too_long', where, limit });
    if (CONTROLS.test(text) || (where === 'title' && text.includes('\n')))
      return refuse({ code: 'template_has_controls', where });
    const loose = text.replaceAll(PLACEHOLDER, '').search(/[{}]/);
    if (loose >= 0) {
      const rest = text.replaceAll(PLACEHOLDER, '');
      const near = rest.slice(Math.max(0, loose - 10), loose + 10);
      return refuse({ code: 'template_malformed', where, near });
    }
  }
  const known = placeholdersOf(about);
  const used = [...`${template.title}\n${template.body}`.matchAll(PLACEHOLDER)].map(
    ([, name]) => name ?? '',
  );
  const unknown = used.find((name) => !known.includes(name));
  if (unknown !== undefined)
    return refuse({ code: 'placeholder_unknown', placeholder: unknown, known });
  const missing = neededPlaceholdersOf(about).find((name) => !template.body.includes(`{${name}}`));
  if (missing !== undefined) return refuse({ code: 'placeholder_missing', placeholder: missing });
  return accept(template);
}

/**
 * Values are put in once: one that holds braces stays as it is. One that ends with a full stop (`M••• T.`,
 * `8:48 a.m.`) takes the place of the sentence's own.
 */
export const fillIn = (text: string, values: { readonly [placeholder: string]: string }): string =>
  text.replaceAll(/\{([a-z_]+)\}(\.?)/g, (whole, name: string, stop: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    return value.endsWith('.') ? value : value + stop;
  });

import type { About } from '../message.ts';

/** The title heads an email and a push; an SMS has only the body. */
export type Row = { readonly title: string; readonly body: string };

export type Words = {
  readonly [about in About]: Row;
} & {
  /** Words for why something ended; `other` for any reason that has none of its own. */
  readonly reasons: { readonly [reason: string]: string } & { readonly other: string };
};

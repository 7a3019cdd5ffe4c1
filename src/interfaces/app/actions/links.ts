// Giving by link, and to several at once.

import type { Action } from './app.ts';
import { makeLink, previewLink } from './links-make.ts';
import { cancelLink, listLinks, readLink, renewLink } from './links-mine.ts';
import { openLink, takeLink } from './links-take.ts';
import { giveTogether, previewTogether } from './links-together.ts';

export const linkActions: readonly Action[] = [
  previewLink,
  makeLink,
  listLinks,
  readLink,
  cancelLink,
  renewLink,
  openLink,
  takeLink,
  previewTogether,
  giveTogether,
];

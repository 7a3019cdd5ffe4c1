// Giving the same again each cycle.

import type { Action } from './app.ts';
import { makeStanding, previewStanding } from './standing-make.ts';
import {
  agreeToStanding,
  endStanding,
  listStanding,
  pauseStanding,
  readStanding,
  resumeStanding,
} from './standing-mine.ts';

export const standingActions: readonly Action[] = [
  previewStanding,
  makeStanding,
  listStanding,
  readStanding,
  agreeToStanding,
  pauseStanding,
  resumeStanding,
  endStanding,
];

import type { Action } from './app.ts';
import { listTanks } from './tanks/list.ts';
import { previewPutIntoTank } from './tanks/preview-put-in.ts';
import { previewTakeFromTank } from './tanks/preview-take.ts';
import { putIntoTank } from './tanks/put-in.ts';
import { readTank } from './tanks/read.ts';
import { takeFromTank } from './tanks/take.ts';

export const tankActions: readonly Action[] = [
  listTanks,
  readTank,
  previewPutIntoTank,
  putIntoTank,
  previewTakeFromTank,
  takeFromTank,
];

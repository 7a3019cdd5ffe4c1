import type { Action } from './app.ts';
import { answerPackOrder } from './packs/answer.ts';
import { buyPack } from './packs/buy.ts';
import { cancelPackOrder } from './packs/cancel.ts';
import { listPacks } from './packs/list.ts';
import { listPackOrders } from './packs/orders.ts';
import { previewPack } from './packs/preview.ts';
import { readPackOrder } from './packs/read.ts';

export const packActions: readonly Action[] = [
  listPacks,
  previewPack,
  buyPack,
  listPackOrders,
  readPackOrder,
  answerPackOrder,
  cancelPackOrder,
];

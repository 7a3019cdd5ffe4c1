export { recordFee } from './fees.ts';
export { GIFT_STATES, receiptNumber, type Gift, type GiftState } from './gift.ts';
export {
  createGifting,
  type Allowance,
  type GiftAsked,
  type Gifting,
  type Preview,
} from './gifting.ts';
export type { GiftFee, GiftingPorts, GiftName } from './ports.ts';
export type { GiftRefusal } from './refusal.ts';
export { NEWS, type News } from './news.ts';
export { unfinishedGifts } from './unfinished.ts';
export { replayGifts, type ReplayReason, type ReplayReport } from './replay.ts';

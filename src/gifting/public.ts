export { GIFT_STATES, receiptNumber, type Gift, type GiftState } from './gift.ts';
export { createGifting, type Allowance, type Gifting, type Preview } from './gifting.ts';
export type { GiftingPorts, GiftName } from './ports.ts';
export type { GiftRefusal } from './refusal.ts';
export { unfinishedGifts } from './unfinished.ts';

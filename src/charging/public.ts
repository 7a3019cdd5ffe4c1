export { createCharging, DEFAULT_QUOTA, type QuotaSettings } from './charging.ts';
export type { Rating } from './rating.ts';
export type * from './request.ts';

export {
  createCatalog,
  type Carrier,
  type Catalog,
  type Names,
  type Plan,
  type RatingGroup,
} from './catalog.ts';
export { cycleAt, type Cycle } from './cycle.ts';
export {
  parseGiftPolicy,
  smallestGift,
  type GiftPolicy,
  type GiftPolicyBody,
  type GiftPolicyRefusal,
} from './gift-policy.ts';

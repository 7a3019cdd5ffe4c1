export {
  createCatalog,
  type Carrier,
  type Catalog,
  type Names,
  type Plan,
  type RatingGroup,
} from './catalog.ts';
export {
  createChargingCatalog,
  type ChargedPlan,
  type ChargingCatalog,
  type ChargingSettings,
} from './charging-catalog.ts';
export {
  DEFAULT_CHARGING_RULES,
  parseChargingRules,
  redirectUrl,
  type ChargingRules,
  type ChargingRulesRefusal,
  type CounterRule,
  type FinalUnitRule,
  type NetworkRule,
  type SaidRules,
  type Treatment,
} from './charging-rules.ts';
export { cycleAt, type Cycle } from './cycle.ts';
export {
  parseGiftPolicy,
  smallestGift,
  type GiftPolicy,
  type GiftPolicyBody,
  type GiftPolicyRefusal,
} from './gift-policy.ts';

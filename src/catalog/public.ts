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
export { createPackCatalog, type Pack, type Packs } from './packs.ts';
export { findPolicyFor, policyFor } from './gift-policy/policy-for.ts';
export { cycleAt, type Cycle } from './cycle.ts';
export {
  civilTime,
  cycleEnd,
  monthEnd,
  nextHourWhen,
  startOfDay,
  type CivilTime,
} from './calendar.ts';
export {
  largestGift,
  listedSizes,
  parseGiftPolicy,
  rulesFor,
  smallestGift,
  USUAL_ROLES,
  WAYS,
  type ExpiryRule,
  type Fee,
  type GiftPolicy,
  type GiftPolicyBody,
  type GiftPolicyRefusal,
  type GiftRules,
  type LineRules,
  type OnClosing,
  type PoolRules,
  type RoleRules,
  type SimpleExpiryRule,
  type Way,
} from './gift-policy.ts';
export {
  createPolicyDesk,
  type PolicyDesk,
  type PolicyDeskRefusal,
  type PolicyDraft,
} from './policy-desk.ts';
export { policyDifferences, type PolicyDifference } from './gift-policy/differences.ts';
export { rememberCatalog } from './remembered.ts';

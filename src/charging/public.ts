export { createCharging, REPORT_MARGIN, type ChargingMeter } from './charging.ts';
export type { Counter, PendingStatus } from './counter-status.ts';
export { createCounters, type CounterListener, type Counters } from './counters.ts';
export { DEFAULT_QUOTA, type QuotaSettings } from './quota.ts';
export {
  createReauthorizer,
  type Arrival,
  type Reauthorizer,
  type ReauthorizerLimits,
  type ReauthorizerMeter,
} from './reauthorize.ts';
export type * from './request.ts';
export { SessionOrder } from './session-order.ts';
export { ThrottledLog } from './throttled-log.ts';
export { createSettings, type Settings } from './settings.ts';

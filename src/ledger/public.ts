export { BUCKET_KINDS, SCOPES } from './account.ts';
export type { Balances, Bucket, BucketKind, Scope } from './account.ts';
export type { AuditBreak, AuditReport } from './audit.ts';
export type { Balance } from './balance.ts';
export type * from './command.ts';
export { foreseeHold, foreseeReceive } from './foresee.ts';
export { createLedger, type GiftUse, type Ledger } from './ledger.ts';
export { consumptionOrder } from './order.ts';
export type { LedgerRefusal } from './refusal.ts';

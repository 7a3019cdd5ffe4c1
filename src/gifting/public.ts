export { forgetOld } from './forget.ts';
export { recordFee } from './fees.ts';
export { GIFT_STATES, receiptNumber, type Gift, type GiftState } from './gift.ts';
export { createGifting } from './gifting.ts';
export type { Allowance, GiftAsked, GiftBetween, Gifting, Preview } from './offer.ts';
export type { GiftFee, GiftingPorts, GiftName } from './ports.ts';
export type { GiftRefusal } from './refusal.ts';
export { unfinishedGifts } from './unfinished.ts';
export { replayGifts, type ReplayReason, type ReplayReport } from './replay.ts';
export { NEWS, type News } from './news.ts';
export { createExpiring, type Expiring } from './expiring/expiring.ts';
export type { Lapsing, LapsingGift } from './expiring/lapsing.ts';
export type { AskedRhythm, ForeseenStanding, StandingAsked } from './standing/make.ts';
export type { StandingRefusal } from './standing/refusal.ts';
export {
  LONGEST_DAY_OF_CYCLE,
  MOST_LAST_HOURS,
  type EndReason,
  type Rhythm,
  type StandingGift,
} from './standing/standing.ts';
export { createStandingGifts, type StandingGifts } from './standing/standing-gifts.ts';
export type { Target } from './standing/target.ts';
export { reasonFor } from './standing/tell.ts';
export { billToAccount, type Payment, type PaymentPort } from './packs/payment.ts';
export {
  createPackShop,
  type OrderName,
  type PackMessage,
  type PackPorts,
  type PackShop,
} from './packs/packs.ts';
export type { PackPreview, PacksRefusal } from './packs/purchase.ts';
export type { PackOrder } from './packs/order.ts';
export { createMembers } from './pools/members.ts';
export type { PoolMessage, PoolsRefusal, SeenMember, SeenPool } from './pools/pool.ts';
export { createPools, type Pools } from './pools/pools.ts';
export type { PoolParts, PoolsPorts, PoolTask } from './pools/ports.ts';
export { unfinishedSharing } from './pools/unfinished.ts';
export { withSharedAccounts } from './pools/shared-account.ts';
export type { TankNews } from './tanks/closing.ts';
export { createTanks, type SeenTank, type Tanks, type TanksRefusal } from './tanks/tanks.ts';
export {
  BLOCKS_AT_MOST,
  type Block,
  type BlockKind,
  type BlockRefusal,
  type Blocks,
} from './contacts/blocks.ts';
export {
  LONGEST_NAME,
  type SavedNumber,
  type SavedNumberRefusal,
} from './contacts/saved-numbers.ts';
export type { OpenedLink } from './links/claim.ts';
export {
  LINK_LIMITS,
  type Link,
  type LinkName,
  type LinkRefusal,
  type Share,
} from './links/link.ts';
export { unfinishedLinks, type LinkSeen, type Links } from './links/links.ts';
export type { LinkAsked, LinkPreview } from './links/make.ts';
export type { WaysOptions, WaysPorts } from './links/parts.ts';
export { createWays, type Ways } from './links/ways.ts';
export {
  createMessages,
  REPORT_REASONS,
  type GiftMessage,
  type MessageRefusal,
  type MessageReport,
  type ReportReason,
} from './messages/messages.ts';
export { MESSAGE_LIMITS, plainText, type TextRefusal } from './messages/plain-text.ts';
export type { OpenedRequest } from './requests/answer.ts';
export type { RequestAsked } from './requests/ask.ts';
export { WHO_MAY_ASK, type AskPreference, type WhoMayAsk } from './requests/preferences.ts';
export {
  REQUEST_LIMITS,
  type AskedRequest,
  type GiftRequest,
  type RequestName,
  type RequestRefusal,
} from './requests/request.ts';
export { unfinishedRequests, type Requests } from './requests/requests.ts';
export {
  PEOPLE_AT_ONCE,
  type Together,
  type TogetherPreview,
  type TogetherRefusal,
} from './together/together.ts';
export type { Consent } from './proofs/consents.ts';
export type { Proven } from './ask.ts';
export { createProofs, type Proofs, type Shown } from './proofs/proofs.ts';
export type { ProofsRefusal, ShowingRefusal } from './proofs/refusal.ts';
export type { ProofStep } from './proofs/steps.ts';
export type { Subject } from './proofs/subject.ts';

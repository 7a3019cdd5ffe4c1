export {
  createConfirmationCodes,
  type CodeRefusal,
  type ConfirmationCodes,
} from './confirmation-codes.ts';
export {
  createDirectory,
  type Directory,
  type HolderKind,
  type IdentityKind,
} from './directory.ts';
export {
  ABOUT_PIN,
  createGiftingPins,
  type GiftingPinRefusal,
  type GiftingPins,
  type GiftingPinState,
  type PinProof,
} from './gifting-pins.ts';
export {
  FINDABLE,
  LANGUAGES,
  MESSAGE_WAYS,
  maskedMsisdn,
  maskedName,
  type Findable,
  type Language,
  type Line,
  type LineStatus,
  type MessageWay,
} from './line.ts';
export { parseMsisdn, type MsisdnRefusal } from './msisdn.ts';
export { hashPin, isPin, type PinRefusal } from './pin.ts';
export {
  createServedLines,
  LINE_AGE_MILLISECONDS,
  type ServedLine,
  type ServedLines,
} from './served-lines.ts';
export { createSignIn, type SendCode, type SignIn, type SignInRefusal } from './sign-in.ts';
export {
  LINE_ROLES,
  PAYMENTS,
  USUAL_STANDING,
  type LineRole,
  type Payment,
  type Standing,
} from './standing.ts';

export { createDeliver, type Deliver } from './deliver.ts';
export { ABOUTS, CHANNELS, sampleOf, type About, type Channel, type Message } from './message.ts';
export { createMessenger, type Messenger } from './messenger.ts';
export { createOutbox, type Entry, type Kept, type Outbox, type Wake } from './outbox/outbox.ts';
export { createReceipts, type Receipts } from './outbox/receipts.ts';
export { createTake, type Take } from './outbox/take.ts';
export { checkTemplate, type Template, type TemplateRefusal } from './templates/template.ts';
export {
  createTemplates,
  messageText,
  textOf,
  type TemplateInForce,
  type Templates,
  type Text,
} from './templates/templates.ts';
export { placeholdersOf, type Voice } from './values.ts';
export { createEmail, type EmailSettings } from './ways/email.ts';
export { createOutboxWay } from './ways/outbox-page.ts';
export { createPush, type PushSettings } from './ways/push.ts';
export { segmentsOf } from './ways/sms/segments.ts';
export { createSms, type SmsSettings } from './ways/sms/sms.ts';
export type { Way } from './ways/way.ts';

export { createReach, type Reach, type UrlRefusal } from './address.ts';
export { createDeliver, NotDelivered, type Deliver } from './deliver.ts';
export { webhookDoor, type WebhookServices } from './door.ts';
export { EVENT_TYPES, type Format, type PartnerEvent } from './event.ts';
export { giftEvent } from './gift-event.ts';
export {
  createOutbox,
  DELIVER,
  isAnybodyListening,
  replay,
  type DeliveryName,
  type Emit,
} from './outbox.ts';
export { writtenSecret } from './sign.ts';
export {
  createSubscriptions,
  type Subscription,
  type SubscriptionRefusal,
  type Subscriptions,
  type Watched,
} from './subscriptions.ts';

// The shapes of the webhook door: what is validated, typed and described in OpenAPI, once.

import { Type } from 'typebox';
import { EVENT_TYPES } from './event.ts';

export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
});

const EventType = Type.Union(EVENT_TYPES.map((type) => Type.Literal(type)));

export const NewSubscription = Type.Object(
  {
    url: Type.String({ maxLength: 2_000, description: 'https, and on the internet' }),
    types: Type.Optional(
      Type.Array(EventType, {
        maxItems: EVENT_TYPES.length,
        uniqueItems: true,
        description: 'none: every type',
      }),
    ),
  },
  { additionalProperties: false },
);

export const SubscriptionBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  url: Type.String(),
  types: Type.Array(Type.String()),
  madeAt: Type.String({ format: 'date-time' }),
});

export const MadeSubscription = Type.Object({
  ...SubscriptionBody.properties,
  secret: Type.String({ description: 'whsec_ and base64: what messages are signed with' }),
});

export const WatchedSubscription = Type.Object({
  ...SubscriptionBody.properties,
  deliveries: Type.Object({
    waiting: Type.Integer(),
    delivered: Type.Integer(),
    failed: Type.Integer(),
    lastAnswer: Type.Union([Type.String(), Type.Null()]),
  }),
});

export const SubscriptionParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export const ReplayBody = Type.Object(
  {
    since: Type.Optional(Type.String({ format: 'date-time', description: 'all that is kept' })),
    onlyFailed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

// The PIN of a line, by which gifts are confirmed where the policy asks for one.

import { Type, type Static } from 'typebox';
import type { GiftingPinState } from '../../../subscribers/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { refuseWith } from '../problem.ts';
import { Instant, nullable } from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { lineOf } from '../session.ts';
import { iso, isoOrNull } from '../views.ts';
import { problems, type Action } from './app.ts';
import { digitsOf, TypedCode, TypedPin } from './proofs-shapes.ts';

const PinBody = Type.Object({
  /** Whether the rules of giving ask this line for it. */
  isUsed: Type.Boolean(),
  setAt: nullable(Instant),
  isLocked: Type.Boolean(),
  triesLeft: Type.Integer(),
});

/** Either the PIN as it is, or a code sent to the number. */
const By = Type.Object(
  { pin: Type.Optional(TypedPin), code: Type.Optional(TypedCode) },
  { additionalProperties: false },
);
const byOf = ({ pin, code }: Static<typeof By>) => ({
  ...(pin === undefined ? {} : { pin }),
  ...(code === undefined ? {} : { code: digitsOf(code) }),
});

/** Guesses are counted by line; this keeps one line from keeping the scrypt of everybody busy. */
const slowly = { config: { rateLimit: { max: 20, timeWindow: '1 minute' } } };

async function isPinUsed({ gifting }: AppServices, accountId: number): Promise<boolean> {
  return (await gifting.allowance(accountId)).policy.confirmation?.by === 'pin';
}

const pinView = (state: GiftingPinState, isUsed: boolean): Static<typeof PinBody> => ({
  ...state,
  isUsed,
  setAt: isoOrNull(state.setAt),
});

const readPin: Action = (app, services) => {
  app.get(
    '/gifting-pin',
    { schema: { summary: 'My gifting PIN', response: { 200: PinBody, ...problems(401) } } },
    async (request) => {
      const { accountId } = lineOf(request);
      const state = await services.proofs.pins.state(accountId);
      return pinView(state, await isPinUsed(services, accountId));
    },
  );
};

/** Sets or changes it: by the PIN before, or by a code. Twice by the same key is as once. */
const setPin: Action = (app, services) => {
  app.put(
    '/gifting-pin',
    {
      ...slowly,
      schema: {
        summary: 'Set or change my gifting PIN',
        body: Type.Object({ pin: TypedPin, by: By }),
        response: { 200: PinBody, ...problems(400, 401, 403, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const { accountId } = lineOf(request);
      if (!(await isPinUsed(services, accountId)))
        return refuseWith(request, reply, { code: 'gifting_pin_not_used' });
      const { pin: to, by } = request.body;
      const asked = { to, by: byOf(by), key: key.value };
      const set = await services.proofs.pins.set(accountId, asked);
      if (!set.ok) return refuseWith(request, reply, set.refusal);
      return pinView(set.value, true);
    },
  );
};

const removePin: Action = (app, services) => {
  app.post(
    '/gifting-pin/removal',
    {
      ...slowly,
      schema: {
        summary: 'Remove my gifting PIN',
        body: By,
        response: { 200: PinBody, ...problems(400, 401, 403, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const { accountId } = lineOf(request);
      const { pins } = services.proofs;
      const removed = await pins.remove(accountId, byOf(request.body), key.value);
      if (!removed.ok) return refuseWith(request, reply, removed.refusal);
      return pinView(removed.value, await isPinUsed(services, accountId));
    },
  );
};

const unlockPin: Action = (app, services) => {
  app.post(
    '/gifting-pin/unlocking',
    {
      ...slowly,
      schema: {
        summary: 'Unlock my gifting PIN',
        body: Type.Object({ code: TypedCode }),
        response: { 200: PinBody, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const { accountId } = lineOf(request);
      const { pins } = services.proofs;
      const unlocked = await pins.unlock(accountId, digitsOf(request.body.code), key.value);
      if (!unlocked.ok) return refuseWith(request, reply, unlocked.refusal);
      return pinView(unlocked.value, await isPinUsed(services, accountId));
    },
  );
};

const sendPinCode: Action = (app, { proofs }) => {
  app.post(
    '/gifting-pin/codes',
    {
      ...slowly,
      schema: {
        summary: 'Send me a code for my gifting PIN',
        response: { 202: Type.Object({ expiresAt: Instant }), ...problems(400, 401, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const sent = await proofs.sendPinCode(lineOf(request), key.value);
      if (!sent.ok) return refuseWith(request, reply, sent.refusal);
      return reply.code(202).send({ expiresAt: iso(sent.value) });
    },
  );
};

export const pinActions: readonly Action[] = [readPin, setPin, removePin, unlockPin, sendPinCode];

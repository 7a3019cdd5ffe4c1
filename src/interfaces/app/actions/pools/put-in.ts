import { Type } from 'typebox';
import { parseOctets } from '../../../../kernel/public.ts';
import { keyOf } from '../../idempotency-key.ts';
import { languageOf, refuseWith } from '../../problem.ts';
import { AskedOctets, GiftBody, proofsBody } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams } from '../../sharing-schemas.ts';
import { giftView } from '../../views.ts';
import { problems, type Action } from '../app.ts';
import { inWords } from '../person-refused.ts';
import { shownOf } from '../proofs-shapes.ts';

/** Puts octets in: a gift to the pool, with an undo window as any. */
export const putIntoPool: Action = (app, services) => {
  app.post(
    '/pools/:id/contributions',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Put data into a pool',
        params: PlaceParams,
        body: Type.Object({ octets: AskedOctets, ...proofsBody }),
        response: { 201: GiftBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const { accountId } = line;
      const pool = Number(request.params.id);
      const subject = { kind: 'pool', pool, octets: octets.value } as const;
      const shown = shownOf(request.body.proofs);
      const proven = await services.proofs.show(line, subject, shown, key.value);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const moved = await services.sharing.pools.putIn(accountId, pool, {
        ...proven.value,
        octets: octets.value,
        key: key.value,
      });
      if (!moved.ok) return refuseWith(request, reply, moved.refusal);
      return reply.code(201).send(await giftView(services, accountId, moved.value));
    },
  );
};

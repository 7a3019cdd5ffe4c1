// The partner port on a store of its own, asked without a socket, with time in the test's hands.

import assert from 'node:assert/strict';
import pino from 'pino';
import { createConsents, type Consents } from '../../src/interfaces/camara/public.ts';
import {
  createPartners,
  SCOPES,
  type Partners,
  type Scope,
} from '../../src/interfaces/oauth/public.ts';
import { prepareJobs } from '../../src/main/jobs.ts';
import {
  createGiftEmitter,
  createPartnership,
  LOOPBACK,
  type Partnership,
} from '../../src/main/partners.ts';
import { TIME_ZONE } from './carrier.ts';
import { createGiftingWorld, type GiftingWorld } from './gifting.ts';

export type Answer = {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: never;
  readonly text: string;
};

export type PartnerScene = {
  readonly world: GiftingWorld;
  readonly partnership: Partnership;
  readonly partners: Partners;
  readonly consents: Consents;
  /** A client with these rights, and a token for it. */
  client(
    scopes?: readonly Scope[],
    requestsAMinute?: number,
  ): Promise<{
    readonly clientId: string;
    readonly secret: string;
    readonly token: string;
  }>;
  ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT',
    url: string,
    how?: { token?: string; key?: string; body?: unknown; headers?: { [name: string]: string } },
  ): Promise<Answer>;
  token(clientId: string, secret: string, scope?: string): Promise<Answer>;
  /** Does the deliveries that are waiting, once each, and tells how many failed to be taken. */
  deliver(isLastAttempt?: boolean): Promise<number>;
  close(): Promise<void>;
};

export async function openPartnerScene(): Promise<PartnerScene> {
  const emits: { emit: ReturnType<typeof createGiftEmitter> | undefined } = { emit: undefined };
  const world = await createGiftingWorld({
    emit: async (client, gift) => emits.emit?.(client, gift),
  });
  const { store, carrier, gifting } = world;
  const clock = { now: () => world.now() };
  const log = pino({ level: 'silent' });
  await prepareJobs(store, log);
  emits.emit = createGiftEmitter({ store, clock, directory: carrier.directory });
  const partnership = await createPartnership({
    store,
    clock,
    directory: carrier.directory,
    ledger: carrier.ledger,
    gifting,
    log,
    timeZone: TIME_ZONE,
    carrierId: 'test',
    innerNetworks: LOOPBACK,
  });
  const partners = createPartners(store, clock);
  let clients = 0;
  const ask: PartnerScene['ask'] = async (method, url, how = {}) => {
    const answer = await partnership.app.inject({
      method,
      url,
      headers: {
        ...(how.token === undefined ? {} : { authorization: `Bearer ${how.token}` }),
        ...(how.key === undefined ? {} : { 'idempotency-key': how.key }),
        ...how.headers,
      },
      ...(how.body === undefined ? {} : { payload: how.body as object }),
    });
    const isJson = /json/.test(String(answer.headers['content-type'])) && answer.body !== '';
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: (isJson ? JSON.parse(answer.body) : undefined) as never,
    };
  };
  const token: PartnerScene['token'] = (clientId, secret, scope) =>
    ask('POST', '/oauth2/token', {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      },
      body: `grant_type=client_credentials${scope === undefined ? '' : `&scope=${scope}`}`,
    });
  return {
    world,
    partnership,
    partners,
    consents: createConsents(store, clock),
    ask,
    token,
    async client(scopes = SCOPES, requestsAMinute = 100_000) {
      clients += 1;
      const clientId = `client-${clients}`;
      const added = await partners.add({ clientId, name: clientId, scopes, requestsAMinute });
      assert.ok(added.ok);
      const { secret } = added.value;
      const given = await token(clientId, secret);
      const { access_token: accessToken } = given.body as { access_token: string };
      return { clientId, secret, token: accessToken };
    },
    async deliver(isLastAttempt = false) {
      const { rows } = await store.pool.query<{
        part: number;
        event_id: string;
        subscription_id: string;
      }>(
        `select d.part, d.event_id, d.subscription_id from event_delivery d
         join partner_event e using (part, event_id)
         where state = 'waiting' order by e.at, e.event_id`,
      );
      let failed = 0;
      for (const row of rows) {
        const name = {
          part: row.part,
          eventId: row.event_id,
          subscriptionId: row.subscription_id,
        };
        await partnership.deliver(name, isLastAttempt).catch((error: unknown) => {
          if ((error as Error).name !== 'NotDelivered') throw error;
          failed += 1;
        });
      }
      return failed;
    },
    async close() {
      await partnership.app.close();
      await store.pool.query(`drop schema ${store.schema}_jobs cascade`);
      await world.close();
    },
  };
}

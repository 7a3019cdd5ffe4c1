// A system of the carrier that speaks TMF654 to the partner port, and holds each answer against the
// published file where that is at hand.

import assert from 'node:assert/strict';
import type { Line } from '../../src/subscribers/public.ts';
import { openPartnerScene, type Answer } from '../support/partners.ts';
import { readShapes } from './tmf654-shapes.ts';

export const BASE = '/tmf-api/prepayBalanceManagement/v4';
export const shapes = readShapes();

export type Resource = { readonly [field: string]: never } & {
  readonly id: string;
  readonly href: string;
  readonly status: string;
};

export const one = (answer: Answer): Resource => answer.body;
export const many = (answer: Answer): readonly Resource[] => answer.body;
export const said = (answer: Answer): string =>
  `${answer.status} ${(one(answer) as { code?: string }).code}`;
export const idOf = (line: Line): { id: string }[] => [{ id: `+${line.msisdn}` }];
export const gigabytes = (amount: number): object => ({ amount, units: 'GB' });

export async function openTmfClient() {
  const scene = await openPartnerScene();
  const client = await scene.client();
  const asked = new Set<string>();
  let endsAt = scene.world.now() + 15 * 60_000;
  let { token } = client;

  /** Time passes quickly here, and tokens are good for a quarter of an hour. */
  const freshToken = async (): Promise<string> => {
    if (scene.world.now() < endsAt) return token;
    const given = await scene.token(client.clientId, client.secret);
    token = (given.body as { access_token: string }).access_token;
    endsAt = scene.world.now() + 15 * 60_000;
    return token;
  };
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    how: { body?: unknown; key?: string } = {},
  ): Promise<Answer> => {
    const answer = await scene.ask(method, `${BASE}${path}`, { token: await freshToken(), ...how });
    const [, collection = '', id] = path.split('?')[0]?.split('/') ?? [];
    const published = `/${collection}${id === undefined ? '' : '/{id}'}`;
    asked.add(`${method.toLowerCase()} ${published}`);
    // POST /bucket is the conformance kit's, and not in the file.
    if (`${method} ${published}` === 'POST /bucket') shapes?.checkDefinition('Bucket', answer.body);
    else shapes?.checkAnswer(published, method.toLowerCase(), answer.status, answer.body);
    return answer;
  };
  const bucketOf = async (line: Line): Promise<Resource> => {
    const [bucket] = many(await ask('GET', `/bucket?logicalResource.id=%2B${line.msisdn}`));
    assert.ok(bucket);
    return bucket;
  };
  return {
    scene,
    asked,
    ask,
    freshToken,
    bucketOf,
    /** What is asked of a line's own bucket. */
    own: async (line: Line, amount: object) => ({
      amount,
      usageType: 'data',
      bucket: { id: (await bucketOf(line)).id },
      partyAccount: { id: line.holderId },
    }),
    transferOf: async (giver: Line, receiver: Line, amount: object) => ({
      amount,
      usageType: 'data',
      receiverBucketUsageType: 'data',
      reason: 'gift',
      channel: { id: 'crm' },
      bucket: { id: (await bucketOf(giver)).id },
      receiverBucket: { id: 'new' },
      logicalResource: idOf(giver),
      receiverLogicalResource: { id: `+${receiver.msisdn}` },
    }),
    lineWith: (amount: number): Promise<Line> => scene.world.carrier.line({ gigabytes: amount }),
    has: (line: Line): Promise<number> => scene.world.gigabytes(line),
  };
}

// Asks for data. What is written here says nothing of whether the number is anybody's: a job looks that up
// afterwards, so that the answer is the same and takes as long.

import { sql } from 'kysely';
import { policyFor, rulesFor } from '../../catalog/public.ts';
import { instantValue, transact, type Transaction } from '../../db/public.ts';
import {
  accept,
  DAY,
  invariant,
  newId,
  octets,
  partOf,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { parseMsisdn, type Line } from '../../subscribers/public.ts';
import type { WaysParts } from '../links/parts.ts';
import { MESSAGE_LIMITS, plainText } from '../messages/plain-text.ts';
import { mayAct } from '../rules/roles.ts';
import { standingOf, waiting } from '../rules/side.ts';
import { wrongSize } from '../rules/size.ts';
import {
  REQUEST_LIMITS,
  type GiftRequest,
  type RequestHow,
  type RequestRefusal,
} from './request.ts';
import { findRequestByKey, rowOfRequest, setRequest } from './rows.ts';

export type RequestAsked = {
  readonly asker: Line;
  readonly octets: Octets;
  readonly message?: string;
} & (
  | { readonly how: 'number'; readonly toMsisdn: string }
  | { readonly how: 'family' | 'link'; readonly toMsisdn?: undefined }
);

export type RequestMade = { readonly request: GiftRequest; readonly token: string | null };

export async function makeRequest(
  parts: WaysParts,
  asked: RequestAsked & { readonly key: string },
): Promise<Result<RequestMade, RequestRefusal>> {
  const { store, clock, tokens, ports } = parts;
  const { asker, key, how } = asked;
  const to = asked.toMsisdn === undefined ? undefined : parseMsisdn(asked.toMsisdn, parts.country);
  if (to?.ok === false) return refuse(to.refusal);
  const msisdn = to?.value ?? null;
  if (msisdn === asker.msisdn) return refuse({ code: 'asking_oneself' });
  const text = plainText(asked.message ?? '', MESSAGE_LIMITS);
  if (!text.ok) return text;
  const now = clock.now();
  const unable = await whyNotAsk(parts, asker, asked.octets, now);
  if (unable !== undefined) return refuse(unable);
  const family = how === 'family' ? await familyOf(parts, asker) : [];
  if (how === 'family' && family.length === 0) return refuse({ code: 'no_family' });
  const request: GiftRequest = {
    id: newId(now),
    key,
    asker: asker.accountId,
    how,
    tokenHash: null,
    msisdn,
    octets: asked.octets,
    message: text.value === '' ? null : text.value,
    state: how === 'link' ? 'open' : 'made',
    givenOctets: octets(0),
    asked: [],
    madeAt: now,
    expiresAt: now + REQUEST_LIMITS.openFor,
    endedAt: null,
  };
  const name = { asker: asker.accountId, requestId: request.id };
  const kept = await transact(
    store,
    async (transaction): Promise<Result<GiftRequest, RequestRefusal>> => {
      const { client, kysely } = transaction;
      // Nobody asks twice at once: each would be the first of the day.
      await kysely
        .selectFrom('line')
        .select('account_id')
        .where((is) =>
          is.and({ part: partOf(asker.accountId, store.parts), account_id: asker.accountId }),
        )
        .forUpdate()
        .execute();
      const known = await findRequestByKey({ kysely, parts: store.parts }, asker.accountId, key);
      if (known !== undefined) return accept(known);
      const tooOften = await whyNotAgain(
        transaction,
        store.parts,
        asker.accountId,
        how,
        msisdn,
        now,
      );
      if (tooOften !== undefined) return refuse(tooOften);
      await kysely.insertInto('gift_request').values(rowOfRequest(request, store.parts)).execute();
      await ports.scheduleRequest(client, name, how === 'link' ? request.expiresAt : now);
      return accept(request);
    },
  );
  if (!kept.ok) return kept;
  if (kept.value.id !== request.id)
    return isSame(kept.value, request)
      ? accept({ request: kept.value, token: null })
      : refuse({ code: 'key_reused', key });
  if (how !== 'link') return accept({ request, token: null });
  const { token, hash } = await tokens.issue('request', {
    accountId: asker.accountId,
    subjectId: request.id,
  });
  await setRequest(store, name, { tokenHash: hash });
  return accept({ request, token });
}

/** Refuses, in this order: way_not_offered, not_authorised, line_cannot_receive, a wrong size. */
async function whyNotAsk(
  { catalog, timeZone }: WaysParts,
  asker: Line,
  wanted: Octets,
  now: Instant,
): Promise<RequestRefusal | undefined> {
  const [policies, plans] = await Promise.all([catalog.giftPoliciesAt(now), catalog.plans()]);
  const policy = policyFor(policies, { planId: asker.planId, brand: standingOf(asker).brand });
  const rules = rulesFor(policy, 'request');
  if (rules === undefined) return { code: 'way_not_offered', rule: 'ways', way: 'request' };
  if (!mayAct('ask', asker, asker, { now, timeZone }, rules.roles))
    return { code: 'not_authorised', rule: 'roles', action: 'ask' };
  if (asker.status !== 'active') return { code: 'line_cannot_receive', rule: 'line.status' };
  if (plans.find(({ id }) => id === asker.planId)?.mayReceive !== true)
    return { code: 'line_cannot_receive', rule: 'plan.mayReceive' };
  return wrongSize(wanted, rules);
}

/** Refuses, in this order: requests_full, asked_before. */
async function whyNotAgain(
  { kysely }: Transaction,
  parts: number,
  asker: AccountId,
  how: RequestHow,
  msisdn: string | null,
  now: Instant,
): Promise<RequestRefusal | undefined> {
  const of = { part: partOf(asker, parts), account_id: asker };
  const today = await kysely
    .selectFrom('gift_request')
    .select('made_at')
    .where((is) => is.and(of))
    .where('made_at', '>', instantValue(now - DAY))
    .orderBy('made_at')
    .limit(REQUEST_LIMITS.aDay)
    .execute();
  const [first] = today;
  if (first !== undefined && today.length >= REQUEST_LIMITS.aDay)
    return {
      code: 'requests_full',
      limit: REQUEST_LIMITS.aDay,
      ...waiting(first.made_at + DAY, now),
    };
  if (how === 'link') return undefined;
  const before = await kysely
    .selectFrom('gift_request')
    .select(({ fn }) => [
      fn.max('made_at').as('last'),
      sql<number>`count(*) filter (where state = 'declined')::int`.as('declines'),
    ])
    .where((is) => is.and({ ...of, how }))
    .where((is) => (msisdn === null ? is('msisdn', 'is', null) : is('msisdn', '=', msisdn)))
    .where('made_at', '>', instantValue(now - REQUEST_LIMITS.declinesCountFor))
    .executeTakeFirstOrThrow();
  if (before.last === null) return undefined;
  const until =
    before.last + REQUEST_LIMITS.betweenTwo + before.declines * REQUEST_LIMITS.afterDecline;
  return now < until ? { code: 'asked_before', ...waiting(until, now) } : undefined;
}

const isSame = (known: GiftRequest, asked: GiftRequest): boolean =>
  known.how === asked.how &&
  known.msisdn === asked.msisdn &&
  known.octets === asked.octets &&
  known.message === asked.message;

/** The other lines of the account holder and of the family, at most so many. */
export async function familyOf(
  { store }: Pick<WaysParts, 'store'>,
  line: Line,
): Promise<readonly AccountId[]> {
  const { familyId } = standingOf(line);
  const rows = await store.kysely
    .selectFrom('line')
    .select('account_id')
    .where((is) =>
      is.or([
        is('holder_id', '=', line.holderId),
        ...(familyId === null ? [] : [is('family_id', '=', familyId)]),
      ]),
    )
    .where('status', '=', 'active')
    .where('account_id', '<>', line.accountId)
    .orderBy('account_id')
    .limit(REQUEST_LIMITS.reached)
    .execute();
  invariant(rows.length <= REQUEST_LIMITS.reached, 'a family is bounded');
  return rows.map((row) => row.account_id);
}

// Requests as they are kept: with who asks, and with each line that was asked.

import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Database } from '../../db/public.ts';
import { partOf, type AccountId, type Octets } from '../../kernel/public.ts';
import type {
  AskedRequest,
  AskedState,
  GiftRequest,
  RequestHow,
  RequestName,
  RequestState,
} from './request.ts';

type Place = { readonly kysely: Kysely<Database>; readonly parts: number };
type Page = { readonly limit: number; readonly before?: string | undefined };

export const requestAt = ({ asker, requestId }: RequestName, parts: number) => ({
  part: partOf(asker, parts),
  account_id: asker,
  request_id: requestId,
});

export async function findRequest(
  { kysely, parts }: Place,
  name: RequestName,
  lock?: 'locked',
): Promise<GiftRequest | undefined> {
  const query = kysely
    .selectFrom('gift_request')
    .selectAll()
    .where((is) => is.and(requestAt(name, parts)));
  const row = await (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
  return row === undefined ? undefined : requestOf(row);
}

export async function findRequestByKey(
  { kysely, parts }: Place,
  asker: AccountId,
  key: string,
): Promise<GiftRequest | undefined> {
  const row = await kysely
    .selectFrom('gift_request')
    .selectAll()
    .where((is) => is.and({ part: partOf(asker, parts), account_id: asker, key }))
    .executeTakeFirst();
  return row === undefined ? undefined : requestOf(row);
}

export async function listRequests(
  { kysely, parts }: Place,
  asker: AccountId,
  { limit, before }: Page,
): Promise<readonly GiftRequest[]> {
  let query = kysely
    .selectFrom('gift_request')
    .selectAll()
    .where((is) => is.and({ part: partOf(asker, parts), account_id: asker }));
  if (before !== undefined) query = query.where('request_id', '<', before);
  const rows = await query.orderBy('request_id', 'desc').limit(limit).execute();
  return rows.map(requestOf);
}

export async function findAsked(
  { kysely, parts }: Place,
  account: AccountId,
  requestId: string,
): Promise<AskedRequest | undefined> {
  const row = await kysely
    .selectFrom('gift_request_asked')
    .selectAll()
    .where((is) =>
      is.and({ part: partOf(account, parts), account_id: account, request_id: requestId }),
    )
    .executeTakeFirst();
  return row === undefined ? undefined : askedOf(row);
}

/** What was ignored is not listed. */
export async function listAsked(
  { kysely, parts }: Place,
  account: AccountId,
  { limit, before }: Page,
): Promise<readonly AskedRequest[]> {
  let query = kysely
    .selectFrom('gift_request_asked')
    .selectAll()
    .where((is) => is.and({ part: partOf(account, parts), account_id: account }))
    .where('state', '<>', 'ignored');
  if (before !== undefined) query = query.where('request_id', '<', before);
  const rows = await query.orderBy('request_id', 'desc').limit(limit).execute();
  return rows.map(askedOf);
}

/** Whether it was not there before. */
export async function insertAsked(
  { kysely, parts }: Place,
  request: GiftRequest,
  account: AccountId,
  isQuiet: boolean,
  now: number,
): Promise<boolean> {
  const row = await kysely
    .insertInto('gift_request_asked')
    .values({
      part: partOf(account, parts),
      account_id: account,
      request_id: request.id,
      asker_account_id: request.asker,
      octets: request.octets,
      state: 'open',
      is_quiet: isQuiet,
      asked_at: new Date(now),
      expires_at: new Date(request.expiresAt),
    })
    .onConflict((conflict) => conflict.columns(['part', 'account_id', 'request_id']).doNothing())
    .returning('request_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Undefined where it is in another state by now. */
export async function changeAsked(
  { kysely, parts }: Place,
  account: AccountId,
  requestId: string,
  from: readonly AskedState[],
  to: { state: AskedState; at: number; giftId?: string; givenOctets?: Octets },
): Promise<AskedRequest | undefined> {
  const row = await kysely
    .updateTable('gift_request_asked')
    .set({
      state: to.state,
      answered_at: new Date(to.at),
      ...(to.giftId === undefined ? {} : { gift_id: to.giftId }),
      ...(to.givenOctets === undefined ? {} : { given_octets: to.givenOctets }),
    })
    .where((is) =>
      is.and({ part: partOf(account, parts), account_id: account, request_id: requestId }),
    )
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : askedOf(row);
}

export async function setRequest(
  { kysely, parts }: Place,
  name: RequestName,
  to: {
    state?: RequestState;
    givenOctets?: number;
    asked?: readonly AccountId[];
    endedAt?: number;
    tokenHash?: string;
  },
): Promise<void> {
  await kysely
    .updateTable('gift_request')
    .set({
      ...(to.state === undefined ? {} : { state: to.state }),
      ...(to.givenOctets === undefined ? {} : { given_octets: to.givenOctets }),
      ...(to.asked === undefined ? {} : { asked: [...to.asked] }),
      ...(to.endedAt === undefined ? {} : { ended_at: new Date(to.endedAt) }),
      ...(to.tokenHash === undefined ? {} : { token_hash: to.tokenHash }),
    })
    .where((is) => is.and(requestAt(name, parts)))
    .execute();
}

export const rowOfRequest = (
  request: GiftRequest,
  parts: number,
): Insertable<Database['gift_request']> => ({
  ...requestAt({ asker: request.asker, requestId: request.id }, parts),
  key: request.key,
  how: request.how,
  msisdn: request.msisdn,
  octets: request.octets,
  message: request.message,
  state: request.state,
  made_at: new Date(request.madeAt),
  expires_at: new Date(request.expiresAt),
});

const requestOf = (row: Selectable<Database['gift_request']>): GiftRequest => ({
  id: row.request_id,
  key: row.key,
  asker: row.account_id,
  how: row.how as RequestHow,
  tokenHash: row.token_hash,
  msisdn: row.msisdn,
  octets: row.octets as Octets,
  message: row.message,
  state: row.state as RequestState,
  givenOctets: row.given_octets as Octets,
  asked: row.asked,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  endedAt: row.ended_at,
});

const askedOf = (row: Selectable<Database['gift_request_asked']>): AskedRequest => ({
  id: row.request_id,
  account: row.account_id,
  asker: row.asker_account_id,
  octets: row.octets as Octets,
  state: row.state as AskedState,
  isQuiet: row.is_quiet,
  askedAt: row.asked_at,
  expiresAt: row.expires_at,
  answeredAt: row.answered_at,
  giftId: row.gift_id,
  givenOctets: row.given_octets as Octets,
});

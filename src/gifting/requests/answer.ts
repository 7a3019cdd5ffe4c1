// Answers a request: gives, declines, or ignores. A gift is made first and noted afterwards, and its key is
// the request's: whoever is cut off and answers again has given once.

import { transact } from '../../db/public.ts';
import { accept, refuse, type AccountId, type Octets, type Result } from '../../kernel/public.ts';
import { maskedName, type Line } from '../../subscribers/public.ts';
import type { GiftWishes } from '../ask.ts';
import { isBlockedBy } from '../contacts/blocks.ts';
import type { Gift } from '../gift.ts';
import { receiptNumber } from '../gift.ts';
import type { Preview } from '../offer.ts';
import type { WaysParts } from '../links/parts.ts';
import { relationTo } from '../messages/messages.ts';
import { reconcile } from './advance.ts';
import {
  REQUEST_LIMITS,
  type AskedRequest,
  type GiftRequest,
  type RequestName,
  type RequestRefusal,
} from './request.ts';
import { changeAsked, findAsked, findRequest, insertAsked, setRequest } from './rows.ts';

export type GiveTo = Omit<GiftWishes, 'way'> & { readonly octets: Octets };

/** Refuses, in this order: request_unknown, request_over. */
async function openRequest(
  { store, clock }: WaysParts,
  account: AccountId,
  requestId: string,
): Promise<Result<{ asked: AskedRequest; request: GiftRequest }, RequestRefusal>> {
  const asked = await findAsked(store, account, requestId);
  const request = asked && (await findRequest(store, { asker: asked.asker, requestId: asked.id }));
  if (asked === undefined || request === undefined) return refuse({ code: 'request_unknown' });
  // What one has given answers again, also when the request is over.
  if (asked.state === 'given') return accept({ asked, request });
  if (request.state !== 'open' && request.state !== 'made')
    return refuse({ code: 'request_over', state: request.state });
  if (clock.now() >= asked.expiresAt) return refuse({ code: 'request_over', state: 'expired' });
  return accept({ asked, request });
}

export async function previewGiving(
  parts: WaysParts,
  giver: AccountId,
  requestId: string,
  give: GiveTo,
): Promise<Result<Preview, RequestRefusal>> {
  const open = await openRequest(parts, giver, requestId);
  if (!open.ok) return open;
  return parts.gifting.previewBetween({
    ...give,
    giver,
    receiver: open.value.asked.asker,
    way: 'request',
  });
}

export async function giveToRequest(
  parts: WaysParts,
  giver: Line,
  requestId: string,
  give: GiveTo,
): Promise<Result<Gift, RequestRefusal>> {
  const open = await openRequest(parts, giver.accountId, requestId);
  if (!open.ok) return open;
  const { asked, request } = open.value;
  const given = await parts.gifting.giveBetween({
    ...give,
    giver: giver.accountId,
    receiver: asked.asker,
    way: 'request',
    key: `request ${requestId}`,
  });
  if (!given.ok) return given;
  const changed = await changeAsked(
    parts.store,
    giver.accountId,
    requestId,
    ['open', 'declined', 'ignored', 'cancelled'],
    { state: 'given', at: parts.clock.now(), giftId: given.value.id, givenOctets: give.octets },
  );
  await reconcile(parts, { asker: asked.asker, requestId });
  if (changed !== undefined)
    await tellAsker(parts, request, giver, 'request_answered', give.octets);
  return given;
}

/** Twice is as once. Refuses, in this order: request_unknown, request_over. */
export async function answerNo(
  parts: WaysParts,
  answerer: Line,
  requestId: string,
  how: 'declined' | 'ignored',
): Promise<Result<AskedRequest, RequestRefusal>> {
  const { store, clock } = parts;
  const open = await openRequest(parts, answerer.accountId, requestId);
  if (!open.ok) return open;
  const { asked, request } = open.value;
  if (asked.state === 'given') return refuse({ code: 'request_over', state: 'given' });
  const changed = await changeAsked(store, answerer.accountId, requestId, ['open', 'ignored'], {
    state: how,
    at: clock.now(),
  });
  if (how === 'declined') {
    await reconcile(parts, { asker: asked.asker, requestId });
    if (changed !== undefined)
      await tellAsker(parts, request, answerer, 'request_declined', request.octets);
  }
  return accept(changed ?? asked);
}

async function tellAsker(
  { directory, ports }: WaysParts,
  request: GiftRequest,
  answerer: Line,
  about: 'request_answered' | 'request_declined',
  amount: Octets,
): Promise<void> {
  const asker = await directory.line(request.asker);
  if (asker === undefined) return;
  const receipt = receiptNumber(request.id);
  ports.tell(asker, { about, octets: amount, other: maskedName(answerer.name), receipt });
}

export type OpenedRequest = {
  readonly request: GiftRequest;
  readonly asker: Line;
  readonly message: string | null;
  readonly hasMessage: boolean;
};

/**
 * What an address of a request opens. Whoever opened it can answer as if they had been asked. Refuses, in
 * this order: too_many_attempts, address_unknown, request_is_own, request_over.
 */
export async function openByAddress(
  parts: WaysParts,
  opener: Line,
  token: string,
): Promise<Result<OpenedRequest, RequestRefusal>> {
  const { store, tokens, directory, clock } = parts;
  const opened = await tokens.open('request', token, opener.accountId, async (subject, hash) => {
    const name: RequestName = { asker: subject.accountId, requestId: subject.subjectId };
    const [request, asker] = await Promise.all([
      findRequest(store, name),
      directory.line(name.asker),
    ]);
    const isShutOut = await isBlockedBy(store, name.asker, opener);
    if (request === undefined || asker === undefined || isShutOut) return undefined;
    return request.tokenHash === hash ? { request, asker } : undefined;
  });
  if (!opened.ok) return opened;
  const { request, asker } = opened.value;
  if (asker.accountId === opener.accountId) return refuse({ code: 'request_is_own' });
  const mine = request.asked.includes(opener.accountId);
  if (!mine) {
    const isExpired = clock.now() >= request.expiresAt;
    if (request.state !== 'open' || isExpired || request.asked.length >= REQUEST_LIMITS.reached)
      return refuse({ code: 'request_over', state: isExpired ? 'expired' : request.state });
    await join(parts, request, opener, asker);
  }
  const isStranger = (await relationTo(directory, opener, asker)) === 'stranger';
  return accept({
    request,
    asker,
    message: isStranger ? null : request.message,
    hasMessage: request.message !== null,
  });
}

/** Whoever opens a request by its address is asked by it from then on. */
async function join(
  { store, messages, clock }: WaysParts,
  { asker: askerId, id, message }: GiftRequest,
  opener: Line,
  asker: Line,
): Promise<void> {
  const name = { asker: askerId, requestId: id };
  const request = await transact(store, async ({ kysely }) => {
    const place = { kysely, parts: store.parts };
    const locked = await findRequest(place, name, 'locked');
    if (locked === undefined || locked.asked.length >= REQUEST_LIMITS.reached) return undefined;
    if (!locked.asked.includes(opener.accountId))
      await setRequest(place, name, { asked: [...locked.asked, opener.accountId] });
    return locked;
  });
  if (request === undefined) return;
  await insertAsked(store, request, opener.accountId, true, clock.now());
  if (message !== null)
    await messages.put(opener, { subjectId: id, subject: 'request', sender: asker, text: message });
}

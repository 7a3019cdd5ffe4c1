// Moves a request on: brings it to those who are asked, and then keeps with who asks what became of it. Each
// step may be done twice.

import { transact } from '../../db/public.ts';
import { octets, type AccountId } from '../../kernel/public.ts';
import { maskedName, type Line } from '../../subscribers/public.ts';
import { receiptNumber } from '../gift.ts';
import type { WaysParts } from '../links/parts.ts';
import { familyOf } from './ask.ts';
import { reachOf } from './preferences.ts';
import type { AskedRequest, GiftRequest, RequestName, RequestState } from './request.ts';
import { changeAsked, findAsked, findRequest, insertAsked, setRequest } from './rows.ts';

export async function advanceRequest(
  parts: WaysParts,
  name: RequestName,
): Promise<GiftRequest | undefined> {
  const request = await findRequest(parts.store, name);
  if (request === undefined) return undefined;
  if (request.state === 'made') await deliver(parts, request);
  await reconcile(parts, name);
  return findRequest(parts.store, name);
}

async function deliver(parts: WaysParts, request: GiftRequest): Promise<void> {
  const { store, directory, clock, ports, messages } = parts;
  const name = { asker: request.asker, requestId: request.id };
  const asker = await directory.line(request.asker);
  const reached: AccountId[] = [];
  for (const line of asker === undefined ? [] : await linesAsked(parts, request, asker)) {
    if (asker === undefined) continue;
    const reach = await reachOf(parts, line, asker);
    if (reach === undefined) continue;
    reached.push(line.accountId);
    if (request.message !== null)
      await messages.put(line, {
        subjectId: request.id,
        subject: 'request',
        sender: asker,
        text: request.message,
      });
    const isNew = await insertAsked(store, request, line.accountId, reach.isQuiet, clock.now());
    if (!isNew) continue;
    ports.announce([{ accountId: line.accountId, giftId: request.id }]);
    if (!reach.isQuiet)
      ports.tell(line, {
        about: 'request_made',
        octets: request.octets,
        other: maskedName(asker.name),
        receipt: receiptNumber(request.id),
      });
  }
  await transact(store, async ({ client, kysely }) => {
    const place = { kysely, parts: store.parts };
    const now = await findRequest(place, name, 'locked');
    if (now?.state !== 'made') return;
    await setRequest(place, name, { state: 'open', asked: reached });
    await ports.scheduleRequest(client, name, request.expiresAt);
  });
}

async function linesAsked(
  parts: WaysParts,
  request: GiftRequest,
  asker: Line,
): Promise<readonly Line[]> {
  const { directory } = parts;
  const found =
    request.msisdn === null
      ? await Promise.all((await familyOf(parts, asker)).map((account) => directory.line(account)))
      : [await directory.lineBy('msisdn', request.msisdn)];
  return found.filter((line) => line !== undefined);
}

/** What became of it, from the answers of those who were asked. */
export async function reconcile(parts: WaysParts, name: RequestName): Promise<void> {
  const { store, clock, ports } = parts;
  const before = await findRequest(store, name);
  if (before === undefined || before.state === 'made') return;
  // Each answer reconciles after it was noted, so the last one sees them all; what is given only grows.
  const answers = await answersTo(parts, before);
  const sum = answers.reduce((total, answer) => total + answer.givenOctets, 0);
  const ended = await transact(store, async ({ kysely }) => {
    const place = { kysely, parts: store.parts };
    const request = await findRequest(place, name, 'locked');
    if (request === undefined) return undefined;
    const givenOctets = Math.max(sum, request.givenOctets);
    if (request.state !== 'open') {
      if (givenOctets !== request.givenOctets) await setRequest(place, name, { givenOctets });
      return undefined;
    }
    const state = stateOf(request, answers, givenOctets, clock.now());
    await setRequest(place, name, {
      givenOctets,
      ...(state === 'open' ? {} : { state, endedAt: clock.now() }),
    });
    return state === 'open' ? undefined : 'ended';
  });
  if (ended === undefined) return;
  ports.announce([{ accountId: name.asker, giftId: name.requestId }]);
  // Nobody is asked any more for what is given already.
  for (const answer of answers)
    if (answer.state === 'open')
      await changeAsked(store, answer.account, name.requestId, ['open'], {
        state: 'cancelled',
        at: clock.now(),
      });
}

export async function answersTo(
  { store }: Pick<WaysParts, 'store'>,
  request: GiftRequest,
): Promise<readonly AskedRequest[]> {
  const all = await Promise.all(
    request.asked.map((account) => findAsked(store, account, request.id)),
  );
  return all.filter((answer) => answer !== undefined);
}

function stateOf(
  request: GiftRequest,
  answers: readonly AskedRequest[],
  givenOctets: number,
  now: number,
): RequestState {
  if (givenOctets >= octets(request.octets)) return 'given';
  // One person who gave less than was asked has answered.
  if (request.how === 'number' && givenOctets > 0) return 'given';
  const areDeclined =
    answers.length > 0 &&
    answers.length === request.asked.length &&
    answers.every(({ state }) => state === 'declined');
  if (request.how !== 'link' && areDeclined) return 'declined';
  return now >= request.expiresAt ? (givenOctets > 0 ? 'given' : 'expired') : 'open';
}

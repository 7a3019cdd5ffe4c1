// Requests, as the doors see them.

import { transact, type Store } from '../../db/public.ts';
import {
  accept,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { parseMsisdn, type Line } from '../../subscribers/public.ts';
import type { Gift } from '../gift.ts';
import type { Preview } from '../offer.ts';
import type { WaysParts } from '../links/parts.ts';
import { advanceRequest, answersTo } from './advance.ts';
import {
  answerNo,
  giveToRequest,
  openByAddress,
  previewGiving,
  type GiveTo,
  type OpenedRequest,
} from './answer.ts';
import { makeRequest, type RequestAsked, type RequestMade } from './ask.ts';
import { reachOf, readPreference, setPreference, type AskPreference } from './preferences.ts';
import {
  type AskedRequest,
  type GiftRequest,
  type RequestName,
  type RequestRefusal,
} from './request.ts';
import {
  changeAsked,
  findAsked,
  findRequest,
  listAsked,
  listRequests,
  setRequest,
} from './rows.ts';

type Page = { limit: number; before?: string | undefined };

export type Requests = {
  /**
   * What a number could spare, if its owner shows that to this asker; null in every other case, also for a
   * number that nobody has. Refuses, in this order: msisdn_invalid, asking_oneself.
   */
  spare(asker: Line, toMsisdn: string): Promise<Result<Octets | null, RequestRefusal>>;
  /**
   * Asks. The same whether the number is anybody's. Refuses, in this order: msisdn_invalid,
   * asking_oneself, message_too_long, message_not_plain, way_not_offered, not_authorised,
   * line_cannot_receive, a wrong size, no_family, requests_full, asked_before, key_reused.
   */
  make(
    asked: RequestAsked & { readonly key: string },
  ): Promise<Result<RequestMade, RequestRefusal>>;
  /** Twice is as once. What was given stays. Refuses, in this order: request_unknown, request_over. */
  cancel(asker: AccountId, requestId: string): Promise<Result<GiftRequest, RequestRefusal>>;
  /** Refuses, in this order: request_unknown. */
  request(asker: AccountId, requestId: string): Promise<Result<GiftRequest, RequestRefusal>>;
  requests(asker: AccountId, page: Page): Promise<readonly GiftRequest[]>;
  /** Refuses, in this order: request_unknown. */
  asked(account: AccountId, requestId: string): Promise<Result<AskedRequest, RequestRefusal>>;
  /** What one is asked for, the newest first; what one ignores is left out. */
  allAsked(account: AccountId, page: Page): Promise<readonly AskedRequest[]>;
  openByAddress(opener: Line, token: string): Promise<Result<OpenedRequest, RequestRefusal>>;
  /** Refuses request_unknown, request_over, and then as the judge does. */
  preview(
    giver: AccountId,
    requestId: string,
    give: GiveTo,
  ): Promise<Result<Preview, RequestRefusal>>;
  /** Gives, once however often it is called. Refuses as preview does, then as a gift does. */
  give(giver: Line, requestId: string, give: GiveTo): Promise<Result<Gift, RequestRefusal>>;
  decline(account: Line, requestId: string): Promise<Result<AskedRequest, RequestRefusal>>;
  /** Whoever asked is not told. */
  ignore(account: Line, requestId: string): Promise<Result<AskedRequest, RequestRefusal>>;
  preference(account: AccountId): Promise<AskPreference>;
  setPreference(account: AccountId, said: Partial<AskPreference>): Promise<AskPreference>;
  /** Moves a request on; for the job that `scheduleRequest` asked for. */
  advance(request: RequestName): Promise<void>;
};

export function createRequests(parts: WaysParts): Requests {
  const { store, directory, clock, gifting } = parts;
  return {
    async spare(asker, toMsisdn) {
      const msisdn = parseMsisdn(toMsisdn, parts.country);
      if (!msisdn.ok) return refuse(msisdn.refusal);
      if (msisdn.value === asker.msisdn) return refuse({ code: 'asking_oneself' });
      const found = await directory.lineBy('msisdn', msisdn.value);
      // For a number that nobody has the same is read, of the asker, and thrown away.
      const line = found ?? asker;
      const [reach, { givableOctets }] = await Promise.all([
        reachOf(parts, line, asker),
        gifting.allowance(line.accountId),
      ]);
      const isShown = found !== undefined && reach?.showsSpare === true;
      return accept(isShown ? givableOctets : null);
    },
    make: (asked) => makeRequest(parts, asked),
    async cancel(asker, requestId) {
      const name = { asker, requestId };
      const before = await transact(store, async ({ kysely }) => {
        const place = { kysely, parts: store.parts };
        const request = await findRequest(place, name, 'locked');
        if (request?.state === 'open' || request?.state === 'made')
          await setRequest(place, name, { state: 'cancelled', endedAt: clock.now() });
        return request;
      });
      if (before === undefined) return refuse({ code: 'request_unknown' });
      if (!['made', 'open', 'cancelled'].includes(before.state))
        return refuse({ code: 'request_over', state: before.state });
      for (const answer of await answersTo(parts, before))
        await changeAsked(store, answer.account, requestId, ['open'], {
          state: 'cancelled',
          at: clock.now(),
        });
      return accept({ ...before, state: 'cancelled' });
    },
    async request(asker, requestId) {
      const request = await findRequest(store, { asker, requestId });
      return request === undefined ? refuse({ code: 'request_unknown' }) : accept(request);
    },
    requests: (asker, page) => listRequests(store, asker, page),
    async asked(account, requestId) {
      const asked = await findAsked(store, account, requestId);
      return asked === undefined ? refuse({ code: 'request_unknown' }) : accept(asked);
    },
    allAsked: (account, page) => listAsked(store, account, page),
    openByAddress: (opener, token) => openByAddress(parts, opener, token),
    preview: (giver, requestId, give) => previewGiving(parts, giver, requestId, give),
    give: (giver, requestId, give) => giveToRequest(parts, giver, requestId, give),
    decline: (account, requestId) => answerNo(parts, account, requestId, 'declined'),
    ignore: (account, requestId) => answerNo(parts, account, requestId, 'ignored'),
    preference: (account) => readPreference(store, account),
    setPreference: (account, said) => setPreference(store, account, said),
    async advance(name) {
      await advanceRequest(parts, name);
    },
  };
}

/** The requests that a job has yet to move on. A store that was restored has them without their jobs. */
export async function unfinishedRequests(
  store: Pick<Store, 'kysely'>,
): Promise<readonly { readonly request: RequestName; readonly dueAt: Instant }[]> {
  const rows = await store.kysely
    .selectFrom('gift_request')
    .select(['account_id', 'request_id', 'state', 'made_at', 'expires_at'])
    .where('state', 'in', ['made', 'open'])
    .execute();
  return rows.map((row) => ({
    request: { asker: row.account_id, requestId: row.request_id },
    dueAt: row.state === 'open' ? row.expires_at : row.made_at,
  }));
}

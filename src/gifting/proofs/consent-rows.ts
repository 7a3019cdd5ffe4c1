// Where consents are kept: each with the minor who asks, and each guardian with the way to it.

import type { Selectable } from 'kysely';
import { instantValue, transact, type Database } from '../../db/public.ts';
import { DAY, partOf, type AccountId, type Instant } from '../../kernel/public.ts';
import type { Consent, ConsentGift } from './consents.ts';
import type { ProofsParts } from './parts.ts';
import type { ConsentState } from './refusal.ts';

type RowParts = Pick<ProofsParts, 'store' | 'clock'>;

/** Nobody is worn down by being asked again after each no. */
const ASKED_A_DAY = 10;
const SHOWN = 20;
/** What is over is still shown to both sides for a while. */
const SHOWN_FOR = 30 * DAY;

const of = ({ store }: RowParts, accountId: AccountId) => ({
  part: partOf(accountId, store.parts),
  account_id: accountId,
});

/** Undefined when too many are open. The same again, or for the same gift, is as before. */
export async function askRow(
  parts: RowParts,
  asked: {
    readonly consent: Consent;
    readonly aboutHash: string;
    readonly guardians: readonly AccountId[];
    readonly openAtMost: number;
  },
): Promise<{ readonly consent: Consent; readonly isNew: boolean } | undefined> {
  const { consent, aboutHash, guardians, openAtMost } = asked;
  const mine = of(parts, consent.minor);
  // The ways to it first: one that leads to nothing names nothing, and does no harm.
  for (const guardian of guardians)
    await parts.store.kysely
      .insertInto('guardian_consent_asked')
      .values({
        ...of(parts, guardian),
        consent_id: consent.id,
        minor_account_id: consent.minor,
        asked_at: new Date(consent.askedAt),
      })
      .onConflict((conflict) => conflict.columns(['part', 'account_id', 'consent_id']).doNothing())
      .execute();
  return transact(parts.store, async ({ kysely }) => {
    await kysely
      .selectFrom('line')
      .select('account_id')
      .where((is) => is.and(mine))
      .forUpdate()
      .execute();
    const recent = await kysely
      .selectFrom('guardian_consent')
      .selectAll()
      .where((is) => is.and(mine))
      .where((is) =>
        is.or([
          is('consent_id', '=', consent.id),
          is('asked_at', '>', instantValue(consent.askedAt - DAY)),
          is.and([
            is('state', 'in', ['asked', 'accepted']),
            is('lapses_at', '>', instantValue(consent.askedAt)),
          ]),
        ]),
      )
      .execute();
    const open = recent.filter((row) => isOpen(row.state) && row.lapses_at > consent.askedAt);
    const before =
      recent.find((row) => row.consent_id === consent.id) ??
      open.find((row) => row.about_hash === aboutHash);
    if (before !== undefined) return { consent: consentOf(before, consent.askedAt), isNew: false };
    if (open.length >= openAtMost || recent.length >= ASKED_A_DAY) return undefined;
    await kysely
      .insertInto('guardian_consent')
      .values({
        ...mine,
        consent_id: consent.id,
        about_hash: aboutHash,
        gift: JSON.stringify(consent.gift),
        state: 'asked',
        asked_at: new Date(consent.askedAt),
        lapses_at: new Date(consent.lapsesAt),
      })
      .execute();
    return { consent, isNew: true };
  });
}

/** One that the guardian was asked for. */
export async function findRow(
  parts: RowParts,
  guardian: AccountId,
  id: string,
): Promise<Consent | undefined> {
  const { kysely } = parts.store;
  const way = await kysely
    .selectFrom('guardian_consent_asked')
    .select('minor_account_id')
    .where((is) => is.and({ ...of(parts, guardian), consent_id: id }))
    .executeTakeFirst();
  if (way === undefined) return undefined;
  const row = await kysely
    .selectFrom('guardian_consent')
    .selectAll()
    .where((is) => is.and({ ...of(parts, way.minor_account_id), consent_id: id }))
    .executeTakeFirst();
  return row && consentOf(row, parts.clock.now());
}

/** Undefined when it was answered or has lapsed meanwhile. */
export async function answerRow(
  parts: RowParts,
  { minor, id }: Consent,
  answer: { readonly state: 'accepted' | 'refused'; readonly by: AccountId; readonly life: number },
): Promise<Consent | undefined> {
  const now = parts.clock.now();
  const row = await parts.store.kysely
    .updateTable('guardian_consent')
    .set({
      state: answer.state,
      answered_at: new Date(now),
      guardian_account_id: answer.by,
      lapses_at: new Date(now + answer.life),
    })
    .where((is) => is.and({ ...of(parts, minor), consent_id: id, state: 'asked' }))
    .where('lapses_at', '>', instantValue(now))
    .returningAll()
    .executeTakeFirst();
  return row && consentOf(row, now);
}

/** As it is after; undefined when there is none for this gift that was given. */
export async function useRow(
  parts: RowParts,
  minor: AccountId,
  { id, aboutHash, key }: { readonly id: string; readonly aboutHash: string; readonly key: string },
): Promise<Consent | undefined> {
  const now = parts.clock.now();
  const at = { ...of(parts, minor), consent_id: id, about_hash: aboutHash };
  const used = await parts.store.kysely
    .updateTable('guardian_consent')
    .set({ state: 'used', used_key: key })
    .where((is) => is.and({ ...at, state: 'accepted' }))
    .where('lapses_at', '>', instantValue(now))
    .returningAll()
    .executeTakeFirst();
  if (used !== undefined) return consentOf(used, now);
  const row = await parts.store.kysely
    .selectFrom('guardian_consent')
    .selectAll()
    .where((is) => is.and(at))
    .executeTakeFirst();
  if (row === undefined || row.state === 'asked' || row.state === 'refused') return undefined;
  // By another key it was used for another gift.
  return row.used_key === null || row.used_key === key ? consentOf(row, now) : undefined;
}

export async function latestFor(
  parts: RowParts,
  minor: AccountId,
  aboutHash: string,
): Promise<Consent | undefined> {
  const row = await parts.store.kysely
    .selectFrom('guardian_consent')
    .selectAll()
    .where((is) => is.and({ ...of(parts, minor), about_hash: aboutHash }))
    .where('state', '<>', 'used')
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && consentOf(row, parts.clock.now());
}

export async function newestOf(
  parts: RowParts,
  account: AccountId,
): Promise<{ readonly mine: readonly Consent[]; readonly forMe: readonly Consent[] }> {
  const { kysely } = parts.store;
  const now = parts.clock.now();
  const [mine, ways] = await Promise.all([
    kysely
      .selectFrom('guardian_consent')
      .selectAll()
      .where((is) => is.and(of(parts, account)))
      .where('asked_at', '>', instantValue(now - SHOWN_FOR))
      .orderBy('asked_at', 'desc')
      .limit(SHOWN)
      .execute(),
    kysely
      .selectFrom('guardian_consent_asked')
      .select('consent_id')
      .where((is) => is.and(of(parts, account)))
      .where('asked_at', '>', instantValue(now - SHOWN_FOR))
      .orderBy('asked_at', 'desc')
      .limit(SHOWN)
      .execute(),
  ]);
  const forMe = await Promise.all(ways.map(({ consent_id: id }) => findRow(parts, account, id)));
  return {
    mine: mine.map((row) => consentOf(row, now)),
    forMe: forMe.filter((consent) => consent !== undefined),
  };
}

const isOpen = (state: string): boolean => state === 'asked' || state === 'accepted';

const consentOf = (row: Selectable<Database['guardian_consent']>, now: Instant): Consent => ({
  id: row.consent_id,
  minor: row.account_id,
  gift: row.gift as unknown as ConsentGift,
  state: isOpen(row.state) && row.lapses_at <= now ? 'lapsed' : (row.state as ConsentState),
  askedAt: row.asked_at,
  lapsesAt: row.lapses_at,
  answeredAt: row.answered_at,
  guardian: row.guardian_account_id,
});

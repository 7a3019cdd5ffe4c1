// The PIN of a line, by which its person confirms gifts where the policy asks for one. Whoever has only got hold
// of the session can neither set, change nor remove it: that takes the PIN itself, or a code sent to the number.

import { transact, type Store } from '../db/public.ts';
import {
  accept,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../kernel/public.ts';
import type { CodeRefusal, ConfirmationCodes } from './confirmation-codes.ts';
import { hashPin, isPin, type PinRefusal } from './pin.ts';

/** After so many wrong ones in a row it is locked, until a code unlocks it. */
export const WRONG_PINS_AT_MOST = 5;

export type GiftingPinRefusal =
  | CodeRefusal
  | PinRefusal
  | { readonly code: 'key_reused'; readonly key: string }
  | { readonly code: 'gifting_pin_not_set' }
  | { readonly code: 'gifting_pin_locked' }
  | { readonly code: 'gifting_pin_wrong'; readonly triesLeft: number }
  /** Neither the PIN nor a code was shown. */
  | { readonly code: 'gifting_pin_not_yours' };

export type GiftingPinState = {
  readonly setAt: Instant | null;
  readonly isLocked: boolean;
  readonly triesLeft: number;
};

/** How somebody shows that the PIN is theirs to change. */
export type PinProof = { readonly pin?: string; readonly code?: string };

type Done = Promise<Result<GiftingPinState, GiftingPinRefusal>>;

export type GiftingPins = {
  state(accountId: AccountId): Promise<GiftingPinState>;
  /** Refuses, in this order: gifting_pin_not_set, gifting_pin_locked, gifting_pin_wrong. */
  check(accountId: AccountId, pin: string): Promise<Result<undefined, GiftingPinRefusal>>;
  /**
   * Sets or changes it. The same key sets it once. Refuses, in this order: key_reused, pin_malformed,
   * pin_too_simple, gifting_pin_not_yours, and then as check and using a code do.
   */
  set(
    accountId: AccountId,
    set: { readonly to: string; readonly by: PinProof; readonly key: string },
  ): Done;
  /** Twice is as once. Refuses as set does of who may. */
  remove(accountId: AccountId, by: PinProof, key: string): Done;
  /** Lets wrong ones be forgotten. Twice is as once. Refuses as using a code does. */
  unlock(accountId: AccountId, code: string, key: string): Done;
};

/** What a code for a PIN is about, whatever is then done with it. */
export const ABOUT_PIN = 'gifting pin';

export function createGiftingPins(
  store: Store,
  clock: Clock,
  codes: ConfirmationCodes,
): GiftingPins {
  const { kysely, parts } = store;
  const of = (accountId: AccountId) => ({ part: partOf(accountId, parts), account_id: accountId });
  const read = (accountId: AccountId) =>
    kysely
      .selectFrom('gifting_pin')
      .selectAll()
      .where((is) => is.and(of(accountId)))
      .executeTakeFirst();
  const state: GiftingPins['state'] = async (accountId) => {
    const row = await read(accountId);
    const isSet = row !== undefined && row.pin_hash !== null;
    const triesLeft = WRONG_PINS_AT_MOST - (row?.wrong_tries ?? 0);
    return { setAt: row?.set_at ?? null, isLocked: isSet && triesLeft <= 0, triesLeft };
  };
  /** A try is counted before it is looked at, so that many at once are no more than there may be. */
  const count = (accountId: AccountId): Promise<number | undefined> =>
    transact(store, async ({ kysely: within }) => {
      const row = await within
        .selectFrom('gifting_pin')
        .select('wrong_tries')
        .where((is) => is.and(of(accountId)))
        .forUpdate()
        .executeTakeFirst();
      const tries = row?.wrong_tries ?? 0;
      if (tries >= WRONG_PINS_AT_MOST) return undefined;
      await within
        .updateTable('gifting_pin')
        .set({ wrong_tries: tries + 1 })
        .where((is) => is.and(of(accountId)))
        .execute();
      return WRONG_PINS_AT_MOST - tries - 1;
    });
  const forget = async (accountId: AccountId): Promise<void> => {
    await kysely
      .updateTable('gifting_pin')
      .set({ wrong_tries: 0 })
      .where((is) => is.and(of(accountId)))
      .execute();
  };
  const check: GiftingPins['check'] = async (accountId, pin) => {
    const hash = (await read(accountId))?.pin_hash;
    if (hash === undefined || hash === null) return refuse({ code: 'gifting_pin_not_set' });
    const triesLeft = await count(accountId);
    if (triesLeft === undefined) return refuse({ code: 'gifting_pin_locked' });
    if (!(await isPin(pin, hash)))
      return refuse(
        triesLeft === 0 ? { code: 'gifting_pin_locked' } : { code: 'gifting_pin_wrong', triesLeft },
      );
    await forget(accountId);
    return accept(undefined);
  };
  const mayChange = (
    accountId: AccountId,
    { pin, code }: PinProof,
    key: string,
  ): Promise<Result<undefined, GiftingPinRefusal>> => {
    if (code !== undefined) return codes.use(accountId, { about: ABOUT_PIN, code, key });
    if (pin !== undefined) return check(accountId, pin);
    return Promise.resolve(refuse({ code: 'gifting_pin_not_yours' }));
  };
  const keep = async (accountId: AccountId, pinHash: string | null, key: string) => {
    const row = {
      pin_hash: pinHash,
      set_at: pinHash === null ? null : new Date(clock.now()),
      wrong_tries: 0,
      last_key: key,
    };
    await kysely
      .insertInto('gifting_pin')
      .values({ ...of(accountId), ...row })
      .onConflict((conflict) => conflict.columns(['part', 'account_id']).doUpdateSet(row))
      .execute();
    return accept(await state(accountId));
  };

  return {
    state,
    check,
    async set(accountId, { to, by, key }) {
      const before = await read(accountId);
      if (before?.last_key === key) {
        // Only its hash is kept, so the PIN is compared as a person's would be.
        const isSame = before.pin_hash !== null && (await isPin(to, before.pin_hash));
        return isSame ? accept(await state(accountId)) : refuse({ code: 'key_reused', key });
      }
      const hash = await hashPin(to);
      if (!hash.ok) return hash;
      const may = await mayChange(accountId, by, key);
      return may.ok ? keep(accountId, hash.value, key) : may;
    },
    async remove(accountId, by, key) {
      const before = await read(accountId);
      if (before === undefined || before.pin_hash === null) return accept(await state(accountId));
      const may = await mayChange(accountId, by, key);
      return may.ok ? keep(accountId, null, key) : may;
    },
    async unlock(accountId, code, key) {
      const { isLocked } = await state(accountId);
      if (isLocked) {
        const used = await codes.use(accountId, { about: ABOUT_PIN, code, key });
        if (!used.ok) return used;
        await forget(accountId);
      }
      return accept(await state(accountId));
    },
  };
}

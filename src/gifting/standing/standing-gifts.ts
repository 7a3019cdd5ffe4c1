// Standing gifts, as the doors see them: make, agree, pause, resume, end; and the work that is due.

import {
  accept,
  invariant,
  MINUTE,
  refuse,
  SECOND,
  type AccountId,
  type Result,
} from '../../kernel/public.ts';
import type { GiftRefusal } from '../refusal.ts';
import { endStanding } from './end.ts';
import { foresee, make, whyCircle, type ForeseenStanding, type StandingAsked } from './make.ts';
import type { StandingOptions, StandingParts } from './parts.ts';
import type { StandingRefusal } from './refusal.ts';
import { runStanding } from './run.ts';
import { STOPPED_BY_PERSON, type StandingGift } from './standing.ts';
import { createStandings, type StandingName } from './standings.ts';
import { tellOf } from './tell.ts';
import { nextOccurrence } from './when.ts';

type Answer<Value> = Promise<Result<Value, GiftRefusal | StandingRefusal>>;

export type StandingGifts = {
  /** As foresee of make.ts. */
  foresee(asked: StandingAsked): Answer<ForeseenStanding>;
  /** As make of make.ts. */
  make(asked: StandingAsked & { readonly key: string }): Answer<StandingGift>;
  /**
   * Whom it is for says yes. Refuses, in this order: standing_unknown, standing_ended, standing_circle,
   * standing_chain_too_long. Twice is as once.
   */
  agree(receiver: AccountId, id: string): Answer<StandingGift>;
  /** Its giver rests it. Refuses, in this order: standing_unknown, standing_ended. Twice is as once. */
  pause(giver: AccountId, id: string): Answer<StandingGift>;
  /** And has it go on, with this cycle's gift if that was not given. Refuses as pause does. */
  resume(giver: AccountId, id: string): Answer<StandingGift>;
  /** Either ends it, or whom it is for says no. Refuses: standing_unknown. Twice is as once. */
  end(account: AccountId, id: string): Answer<StandingGift>;
  /** The carrier's staff end it for a person on either side. Refuses: standing_unknown. Twice is as once. */
  stop(account: AccountId, id: string): Answer<StandingGift>;
  /** Refuses: standing_unknown, for whoever is on neither side. */
  read(account: AccountId, id: string): Answer<StandingGift>;
  /** What it gives and is given: all that run or wait for an answer, and those that ended last. */
  list(account: AccountId): Promise<{
    readonly given: readonly StandingGift[];
    readonly received: readonly StandingGift[];
  }>;
  /** Does what is due, for at most some seconds; what is left is for the next call. */
  runDue(): Promise<void>;
};

/** Called every minute, so that a call is over before the next. */
const LONGEST_RUN = 50 * SECOND;
const AT_ONCE = 20;
const AFTER_FAULT = 5 * MINUTE;

export function createStandingGifts(options: StandingOptions): StandingGifts {
  const { clock, directory, log, store, timeZone } = options;
  const standings = createStandings(store);
  const parts: StandingParts = { ...options, standings };
  const unknown = refuse({ code: 'standing_unknown' } as const);
  const ended = refuse({ code: 'standing_ended' } as const);

  const findGiven = (giver: AccountId, standingId: string) => standings.find({ giver, standingId });
  const again = async ({ giver, id }: StandingGift): Answer<StandingGift> => {
    const now = await findGiven(giver, id);
    return now === undefined ? unknown : accept(now);
  };
  const nextOf = async (giver: AccountId, { rhythm }: StandingGift): Promise<number> => {
    const line = await directory.line(giver);
    invariant(line !== undefined, 'a giver has a line');
    return nextOccurrence(clock.now(), rhythm, line.cycleDay, timeZone);
  };

  const agree = async (receiver: AccountId, id: string): Answer<StandingGift> => {
    const found = await standings.findReceived(receiver, id);
    if (found === undefined) return unknown;
    if (found.state === 'ended') return ended;
    if (found.state !== 'asked') return accept(found);
    const now = clock.now();
    if (found.nextAt !== null && found.nextAt <= now) {
      await endStanding(parts, found, 'unanswered');
      return ended;
    }
    const circle = await whyCircle(parts, found.giver, found);
    if (circle !== undefined) return refuse(circle);
    const agreed = await standings.change(found, ['asked'], {
      state: 'active',
      agreedAt: now,
      nextAt: await nextOf(found.giver, found),
    });
    if (agreed === undefined) return agree(receiver, id);
    // Of two that close a circle at the same instant, one sees the other here at the latest.
    const closed = await whyCircle(parts, agreed.giver, agreed);
    if (closed !== undefined) {
      await endStanding(parts, agreed, 'went_in_a_circle');
      return refuse(closed);
    }
    await tellOf(parts, agreed, 'standing_gift_agreed', ['giver']);
    return accept(agreed);
  };

  return {
    foresee: (asked) => foresee(parts, asked),
    make: (asked) => make(parts, asked),
    agree,
    async pause(giver, id) {
      const found = await findGiven(giver, id);
      if (found === undefined) return unknown;
      if (found.state === 'ended') return ended;
      // One that nobody has agreed to yet has nothing to rest from.
      if (found.state === 'asked' || found.reason === STOPPED_BY_PERSON) return accept(found);
      const paused = await standings.change({ giver, id }, ['active', 'paused'], {
        state: 'paused',
        reason: STOPPED_BY_PERSON,
        nextAt: null,
        planned: null,
        // Whoever is giving at this moment sees that it was not to.
        attempt: found.attempt + 1,
      });
      if (paused === undefined) return again(found);
      await tellOf(parts, paused, 'standing_gift_paused');
      return accept(paused);
    },
    async resume(giver, id) {
      const found = await findGiven(giver, id);
      if (found === undefined) return unknown;
      if (found.state === 'ended') return ended;
      if (found.state !== 'paused') return accept(found);
      const resumed = await standings.change({ giver, id }, ['paused'], {
        state: 'active',
        reason: null,
        missed: 0,
        // Looked at now: if this cycle's day is still to come, or its gift was given, it waits again.
        nextAt: clock.now(),
      });
      return resumed === undefined ? again(found) : accept(resumed);
    },
    async end(account, id) {
      const given = await findGiven(account, id);
      const found = given ?? (await standings.findReceived(account, id));
      if (found === undefined) return unknown;
      const isAsked = found.state === 'asked';
      const byReceiver = isAsked ? 'declined' : 'by_receiver';
      await endStanding(parts, found, given === undefined ? byReceiver : 'by_giver');
      return again(found);
    },
    async stop(account, id) {
      const found = (await findGiven(account, id)) ?? (await standings.findReceived(account, id));
      if (found === undefined) return unknown;
      await endStanding(parts, found, 'by_carrier');
      return again(found);
    },
    async read(account, id) {
      const found = (await findGiven(account, id)) ?? (await standings.findReceived(account, id));
      return found === undefined ? unknown : accept(found);
    },
    async list(account) {
      const [given, received] = await Promise.all([
        standings.given(account),
        standings.received(account),
      ]);
      return { given, received };
    },
    async runDue() {
      const until = Date.now() + LONGEST_RUN; // how long we work, not what time it is for anybody
      for (let part = 0; part < store.parts; part += 1) await runPart(part, until);
    },
  };

  async function runPart(part: number, until: number): Promise<void> {
    while (Date.now() < until) {
      const due = await standings.due(part, clock.now(), AT_ONCE);
      if (due.length === 0) return;
      await Promise.all(due.map(runOne));
    }
  }

  /** One that cannot be done now does not keep the others waiting. */
  async function runOne(name: StandingName): Promise<void> {
    try {
      await runStanding(parts, name);
    } catch (error) {
      log.warn({ err: error, standing: name.standingId }, 'a standing gift could not be given now');
      const found = await standings.find(name);
      if (found !== undefined && found.nextAt !== null)
        await standings.change(found, [found.state], { nextAt: clock.now() + AFTER_FAULT });
    }
  }
}

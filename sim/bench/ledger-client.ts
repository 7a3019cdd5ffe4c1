// A client of the ledger: plays sessions on lines picked at random, and gives.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  Fault,
  HOUR,
  invariant,
  newId,
  octets,
  ZERO_OCTETS,
  type Clock,
} from '../../src/kernel/public.ts';
import type { AnswerTo, Charge, Command, Ledger } from '../../src/ledger/public.ts';
import type { Random } from '../workload/random.ts';
import type { Lines } from './lines.ts';
import {
  giftOctets,
  LAST_SEQUENCE,
  QUOTA_OCTETS,
  RATING_GROUP,
  sessionName,
  stepAt,
  usageOf,
} from './sessions.ts';
import { GIFT_SHARE, type Acknowledged, type Client, type Mix, type Unit } from './work.ts';

export type Executes = Pick<Ledger, 'execute'>;

export type ClientOptions = {
  readonly ledger: Executes;
  readonly lines: Lines;
  readonly mix: Mix;
  readonly random: Random;
  readonly clock: Clock;
  readonly acknowledged: Acknowledged;
  /** Tells this client's sessions from those of all others of the run. */
  readonly name: string;
  readonly number: number;
};

const QUOTA_RULE = {
  smallestOctets: octets(1_000_000),
  largestOctets: octets(1_000_000_000),
  shareDivisor: 8,
};
const UNLIMITED = octets(Number.MAX_SAFE_INTEGER);
const GIFT_LIMIT = { period: 'bench', maximumCount: 1_000_000_000, maximumOctets: UNLIMITED };

export function createLedgerClient(options: ClientOptions): Client {
  const { lines, random, clock, acknowledged } = options;
  const giftShare = GIFT_SHARE[options.mix];
  const pick = (): number => random.integer(0, lines.count - 1);
  let sessions = 0;
  let session = { line: pick(), name: '', sequence: 0, grantedOctets: 0 };
  const begin = (): void => {
    sessions += 1;
    const name = sessionName(options.name, options.number, sessions);
    session = { line: pick(), name, sequence: 0, grantedOctets: 0 };
  };
  begin();

  const charge = async (): Promise<Unit> => {
    const { line, name, sequence, grantedOctets } = session;
    const step = stepAt(sequence);
    const usedOctets = step === 'initial' ? ZERO_OCTETS : octets(usageOf(random, grantedOctets));
    const command: Charge = {
      name: 'charge',
      accountId: lines.accountId(line),
      session: name,
      sequence,
      step,
      slots: [
        {
          slot: RATING_GROUP,
          scope: 'domestic',
          usedOctets,
          wantedOctets: step === 'final' ? 'nothing' : octets(QUOTA_OCTETS),
        },
      ],
      quota: QUOTA_RULE,
      holdUntil: clock.now() + HOUR,
    };
    const answer = await done(options.ledger, command);
    acknowledged.charges += 1;
    acknowledged.usedOctets += usedOctets;
    if (sequence === LAST_SEQUENCE) begin();
    else {
      session.sequence += 1;
      session.grantedOctets = answer.slots[0]?.grantedOctets ?? 0;
      invariant(session.grantedOctets > 0, 'a line of the bench never runs dry');
    }
    return 'charge';
  };

  const give = async (): Promise<Unit> => {
    const now = clock.now();
    const giftId = newId(now);
    const giver = pick();
    const receiver = (giver + random.integer(1, lines.count - 1)) % lines.count;
    const amount = octets(giftOctets(random));
    const atGiver = { accountId: lines.accountId(giver), giftId };
    await done(options.ledger, {
      name: 'hold_gift',
      ...atGiver,
      key: `gift:${giftId}:hold`,
      octets: amount,
      givableKinds: ['plan'],
      floorOctets: ZERO_OCTETS,
      limit: { tally: 'given', ...GIFT_LIMIT },
      usableUntil: now,
      holdUntil: now + HOUR,
    });
    const { parts } = await done(options.ledger, {
      name: 'settle_gift',
      ...atGiver,
      key: `gift:${giftId}:settle`,
    });
    acknowledged.givenOctets += amount;
    await done(options.ledger, {
      name: 'receive_gift',
      accountId: lines.accountId(receiver),
      giftId,
      key: `gift:${giftId}:receive`,
      parts: parts.map(({ octets: given, scope, expiresAt }) => ({
        octets: given,
        scope,
        expiresAt,
      })),
      capOctets: UNLIMITED,
      limit: { tally: 'received', ...GIFT_LIMIT },
    });
    acknowledged.gifts += 1;
    return 'gift';
  };

  return { work: () => (giftShare > 0 && random.chance(giftShare) ? give() : charge()) };
}

const MAXIMUM_TRIES = 100;
const PAUSE_MILLISECONDS = 20;

/** A fault that may pass is answered as a network answers it: the same command, once more. */
async function done<C extends Command>(ledger: Executes, command: C): Promise<AnswerTo<C>> {
  for (let tries = 1; ; tries += 1) {
    try {
      const outcome = await ledger.execute(command);
      if (outcome.ok) return outcome.value;
      invariant(false, `the bench asks for what is right (${JSON.stringify(outcome.refusal)})`);
    } catch (error) {
      if (!(error instanceof Fault) || error.retry === 'useless' || tries === MAXIMUM_TRIES)
        throw error;
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

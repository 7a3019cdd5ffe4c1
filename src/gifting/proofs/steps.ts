// What a person can do about each thing that a gift needs, as it stands now.

import type { Instant } from '../../kernel/public.ts';
import { maskedName, type Line } from '../../subscribers/public.ts';
import type { Need } from '../judge.ts';
import type { Consents } from './consents.ts';
import { foreseeSubject } from './foresee.ts';
import { whyNotTryName } from './names.ts';
import type { ProofsParts } from './parts.ts';
import type { Subject } from './subject.ts';

/** What to do next; `wait` and `none` say that there is nothing. */
export type ProofAction =
  | 'type_name'
  | 'enter_pin'
  | 'set_pin'
  | 'unlock_pin'
  | 'ask_for_code'
  | 'enter_code'
  | 'ask_guardian'
  | 'wait_for_guardian'
  | 'give_with_consent'
  | 'wait'
  | 'none';

export type ProofStep = {
  readonly need: Need;
  readonly next: ProofAction;
  /** Until when that is so. */
  readonly until: Instant | null;
  readonly consentId: string | null;
  /** Whom a guardian's consent is asked of, masked. */
  readonly guardians: readonly string[];
  /** The guardian was asked for just this before, and said no. */
  readonly wasRefused: boolean;
};

const step = (
  need: Need,
  next: ProofAction,
  about: Partial<Omit<ProofStep, 'need' | 'next'>> = {},
): ProofStep => ({
  need,
  next,
  until: null,
  consentId: null,
  guardians: [],
  wasRefused: false,
  ...about,
});

type About = {
  readonly needs: readonly Need[];
  readonly subject: Subject;
  readonly aboutHash: string;
};

export function stepsOf(
  parts: ProofsParts,
  consents: Consents,
  line: Line,
  { needs, subject, aboutHash }: About,
): Promise<readonly ProofStep[]> {
  const { accountId } = line;
  return Promise.all(
    needs.map(async (need): Promise<ProofStep> => {
      switch (need) {
        case 'receiver_name':
          return nameStep(parts, line, subject);
        case 'pin': {
          const { setAt, isLocked } = await parts.pins.state(accountId);
          return step(need, setAt === null ? 'set_pin' : isLocked ? 'unlock_pin' : 'enter_pin');
        }
        case 'one_time_code': {
          const until = await parts.codes.goodUntil(accountId, aboutHash);
          return until === undefined
            ? step(need, 'ask_for_code')
            : step(need, 'enter_code', { until });
        }
        default:
          return guardianStep(consents, line, aboutHash);
      }
    }),
  );
}

async function nameStep(parts: ProofsParts, line: Line, subject: Subject): Promise<ProofStep> {
  const need = 'receiver_name';
  const foreseen = await foreseeSubject(parts, line.accountId, subject);
  for (const receiver of foreseen.ok ? foreseen.value.receivers : []) {
    const locked = await whyNotTryName(parts, line.accountId, receiver.accountId);
    if (locked !== undefined) return step(need, 'wait', { until: locked.until });
  }
  return step(need, 'type_name');
}

async function guardianStep(consents: Consents, line: Line, aboutHash: string): Promise<ProofStep> {
  const need = 'guardian';
  const consent = await consents.latest(line.accountId, aboutHash);
  const about = consent === undefined ? {} : { consentId: consent.id, until: consent.lapsesAt };
  if (consent?.state === 'accepted') return step(need, 'give_with_consent', about);
  const guardians = (await consents.guardiansOf(line)).map(({ name }) => maskedName(name));
  if (guardians.length === 0) return step(need, 'none');
  if (consent?.state === 'asked') return step(need, 'wait_for_guardian', { ...about, guardians });
  return step(need, 'ask_guardian', { guardians, wasRefused: consent?.state === 'refused' });
}

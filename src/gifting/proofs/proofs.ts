// Showing what a policy asks for before a gift: by the PIN of the line, a code sent to its number, a guardian's
// word, the receiver's name. Whoever asks at a door brings what a person showed; what of it holds is handed to
// the gift, with when it was shown and nothing of the secret.

import { accept, refuse, type Instant, type Result } from '../../kernel/public.ts';
import {
  ABOUT_PIN,
  createConfirmationCodes,
  createGiftingPins,
  maskedName,
  type CodeRefusal,
  type GiftingPins,
  type Line,
} from '../../subscribers/public.ts';
import type { Proven } from '../ask.ts';
import type { Need, Proof } from '../judge.ts';
import { isShared } from '../pools/shared-account.ts';
import { createConsents, type Consent, type Consents } from './consents.ts';
import { foreseeSubject, wasGiven, type ForeseenSubject } from './foresee.ts';
import { checkName } from './names.ts';
import type { ProofsOptions, ProofsParts } from './parts.ts';
import type { ProofsRefusal } from './refusal.ts';
import { stepsOf, type ProofStep } from './steps.ts';
import { hashOf, type Subject } from './subject.ts';

/** What a person showed; nothing of it is kept. */
export type Shown = {
  readonly pin?: string;
  readonly code?: string;
  /** Of a guardian's consent. */
  readonly consentId?: string;
  readonly receiverName?: string;
  /** Of several at once: one for each, in their order. */
  readonly receiverNames?: readonly (string | undefined)[];
};

type Answer<Value> = Promise<Result<Value, ProofsRefusal>>;

export type Proofs = {
  readonly pins: GiftingPins;
  readonly consents: Pick<Consents, 'answer' | 'list'>;
  /** What is needed for it, and what the person can do about each now. */
  steps(line: Line, subject: Subject, needs: readonly Need[]): Promise<readonly ProofStep[]>;
  /**
   * Sends a code for this gift and no other. The same key sends one. Refuses, in this order: as the gift's
   * preview does, not_needed, too_many_attempts.
   */
  sendCode(line: Line, subject: Subject, key: string): Answer<Instant>;
  /** Sends a code for the line's PIN. Refuses: too_many_attempts. */
  sendPinCode(line: Line, key: string): Promise<Result<Instant, CodeRefusal>>;
  /** Refuses, in this order: as the gift's preview does, not_needed, no_guardian, consents_full. */
  askGuardian(line: Line, subject: Subject, key: string): Answer<Consent>;
  /**
   * Looks at what was shown for a gift that is about to be given by this key. Nothing is used up while
   * anything that is needed was not shown, or the gift would be refused anyway. Refuses, in this order: as
   * the gift's preview does; what was not shown (receiver_name_differs, guardian_must_confirm,
   * confirmation_needed); then as a name, a PIN or code, and a consent are refused.
   */
  show(line: Line, subject: Subject, shown: Shown, key: string): Answer<Proven>;
};

export function createProofs(options: ProofsOptions): Proofs {
  const { clock, country, ports, store } = options;
  const codes = createConfirmationCodes(store, clock);
  const parts: ProofsParts = {
    ...options,
    codes,
    pins: createGiftingPins(store, clock, codes),
  };
  const consents = createConsents(parts);

  const foreseeNeeding = async (line: Line, subject: Subject, need: Need) => {
    const foreseen = await foreseeSubject(parts, line.accountId, subject);
    if (!foreseen.ok || foreseen.value.needs.includes(need)) return foreseen;
    return refuse({ code: 'not_needed' } as const);
  };

  return {
    pins: parts.pins,
    consents,
    steps: (line, subject, needs) =>
      stepsOf(parts, consents, line, { needs, subject, aboutHash: hashOf(subject, country) }),
    async sendCode(line, subject, key) {
      const foreseen = await foreseeNeeding(line, subject, 'one_time_code');
      if (!foreseen.ok) return foreseen;
      const issued = await codes.issue(line.accountId, hashOf(subject, country), key);
      if (!issued.ok) return issued;
      const { code, expiresAt } = issued.value;
      const { octets, receivers } = foreseen.value;
      const [receiver] = receivers;
      if (code !== null)
        ports.tell(
          line,
          receiver === undefined || receivers.length > 1
            ? { about: 'amount_code', code, octets }
            : { about: 'gift_code', code, octets, other: nameOf(receiver) },
        );
      return accept(expiresAt);
    },
    async sendPinCode(line, key) {
      const issued = await codes.issue(line.accountId, ABOUT_PIN, key);
      if (!issued.ok) return issued;
      const { code, expiresAt } = issued.value;
      if (code !== null) ports.tell(line, { about: 'pin_code', code });
      return accept(expiresAt);
    },
    async askGuardian(line, subject, key) {
      const foreseen = await foreseeNeeding(line, subject, 'guardian');
      if (!foreseen.ok) return foreseen;
      const about = { ...foreseen.value, subject };
      return consents.ask(line, { about, aboutHash: hashOf(subject, country), key });
    },
    async show(line, subject, shown, key) {
      const { accountId: giver } = line;
      if (Object.values(shown).every((each) => each === undefined)) return accept({});
      if (await wasGiven(parts, giver, subject, key)) return accept({});
      const foreseen = await foreseeSubject(parts, giver, subject);
      if (!foreseen.ok) return foreseen;
      const { needs, receivers } = foreseen.value;
      const missing = whatIsMissing(foreseen.value, shown);
      if (missing !== undefined) return refuse(missing);

      const proofs: Proof[] = [];
      const now = clock.now();
      if (needs.includes('receiver_name')) {
        for (const [index, receiver] of receivers.entries()) {
          if (isShared(receiver)) continue;
          const checked = await checkName(parts, giver, receiver, nameShown(shown, index) ?? '');
          if (!checked.ok) return checked;
        }
        proofs.push({ kind: 'receiver_name', at: now });
      }
      const about = hashOf(subject, country);
      // Looked at before a code is used up, and used up only after it.
      const isAsked = needs.includes('guardian');
      const asked = { id: shown.consentId ?? '', aboutHash: about, key };
      const waiting = isAsked ? await consents.latest(giver, about) : undefined;
      const isGood = waiting?.id === asked.id && waiting.state === 'accepted';
      const before = isAsked && !isGood ? await consents.use(giver, asked) : undefined;
      if (before?.ok === false) return before;
      const by = needs.find((need) => need === 'one_time_code' || need === 'pin');
      if (by !== undefined) {
        const confirmed =
          by === 'pin'
            ? await parts.pins.check(giver, shown.pin ?? '')
            : await codes.use(giver, { about, code: shown.code ?? '', key });
        if (!confirmed.ok) return confirmed;
        proofs.push({ kind: by, at: now });
      }
      const consent = isGood ? await consents.use(giver, asked) : before;
      if (consent?.ok === false) return consent;
      const guardian = consent?.value.guardian ?? undefined;
      if (guardian !== undefined)
        proofs.push({ kind: 'guardian', at: consent?.value.answeredAt ?? now, by: guardian });
      return accept({
        proofs,
        ...(by === undefined ? {} : { confirmed: by }),
        ...(guardian === undefined ? {} : { guardian }),
        ...(shown.receiverName === undefined || !needs.includes('receiver_name')
          ? {}
          : { receiverName: shown.receiverName }),
      });
    },
  };
}

const nameShown = (shown: Shown, index: number): string | undefined =>
  shown.receiverNames === undefined ? shown.receiverName : shown.receiverNames[index];

/** The first thing that is needed and was not brought; nothing of it is tried then. */
function whatIsMissing(
  { needs, receivers }: ForeseenSubject,
  shown: Shown,
): ProofsRefusal | undefined {
  const isNamed = receivers.every(
    (receiver, index) => isShared(receiver) || nameShown(shown, index) !== undefined,
  );
  for (const need of needs) {
    if (need === 'receiver_name' && !isNamed)
      return { code: 'receiver_name_differs', rule: 'receiverNameMustMatch' };
    if (need === 'guardian' && shown.consentId === undefined)
      return { code: 'guardian_must_confirm', rule: 'giver.younger' };
    if (need === 'pin' && shown.pin === undefined)
      return { code: 'confirmation_needed', rule: 'confirmation', by: need };
    if (need === 'one_time_code' && shown.code === undefined)
      return { code: 'confirmation_needed', rule: 'confirmation', by: need };
  }
  return undefined;
}

const nameOf = (line: Line): string => (isShared(line) ? line.name : maskedName(line.name));

// A guardian's consent: a minor asks for it, whoever may consent for that line answers, and it is good for one
// gift. It lapses unanswered, and again when it is not used.
//
//   asked ─▶ accepted ─▶ used
//     └────▶ refused

import { policyFor, USUAL_ROLES } from '../../catalog/public.ts';
import {
  accept,
  DAY,
  idOfWords,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { maskedMsisdn, maskedName, type Line } from '../../subscribers/public.ts';
import { receiptNumber } from '../gift.ts';
import { isShared } from '../pools/shared-account.ts';
import { mayAct } from '../rules/roles.ts';
import { standingOf } from '../rules/side.ts';
import { answerRow, askRow, findRow, latestFor, newestOf, useRow } from './consent-rows.ts';
import type { ForeseenSubject } from './foresee.ts';
import type { ProofsParts } from './parts.ts';
import type { ConsentRefusal, ConsentState } from './refusal.ts';
import type { Subject } from './subject.ts';

/** How long a guardian has to answer, and the minor then to give. */
const LIFE = DAY;
const OPEN_AT_MOST = 5;
/** Of one account holder's lines, so many are looked at. */
const LINES_AT_MOST = 50;
const GUARDIANS_AT_MOST = 5;

/** What a guardian is shown of the gift: no more than the giver was. */
export type ConsentGift = {
  readonly octets: Octets;
  /** For the minor alone, who goes on with it. */
  readonly subject: Subject;
  readonly to: readonly { readonly maskedName: string; readonly maskedMsisdn: string }[];
};

export type Consent = {
  readonly id: string;
  readonly minor: AccountId;
  readonly gift: ConsentGift;
  readonly state: ConsentState;
  readonly askedAt: Instant;
  /** Until when it can be answered or, once it is given, used. */
  readonly lapsesAt: Instant;
  readonly answeredAt: Instant | null;
  readonly guardian: AccountId | null;
};

export type Consents = {
  /** Who is asked to consent for a line: whoever is named for it, else those of its account who may. */
  guardiansOf(minor: Line): Promise<readonly Line[]>;
  /**
   * Asks them. The same key asks once, and so does another while one is asked for the same gift. Refuses,
   * in this order: no_guardian, consents_full.
   */
  ask(
    minor: Line,
    asked: {
      readonly aboutHash: string;
      readonly about: ForeseenSubject & { readonly subject: Subject };
      readonly key: string;
    },
  ): Promise<Result<Consent, ConsentRefusal>>;
  /** Twice is as once. Refuses, in this order: consent_unknown, consent_over. */
  answer(guardian: Line, id: string, isYes: boolean): Promise<Result<Consent, ConsentRefusal>>;
  /** What the line has asked for, and what it is asked for; the newest first. */
  list(
    line: Line,
  ): Promise<{ readonly mine: readonly Consent[]; readonly forMe: readonly Consent[] }>;
  /** The last that was asked for just this, as it is now. */
  latest(minor: AccountId, aboutHash: string): Promise<Consent | undefined>;
  /** Uses one for a gift; the same key may use it again. Refuses: consent_not_given, consent_over. */
  use(
    minor: AccountId,
    used: { readonly id: string; readonly aboutHash: string; readonly key: string },
  ): Promise<Result<Consent, ConsentRefusal>>;
};

export function createConsents(parts: ProofsParts): Consents {
  const { catalog, clock, directory, ports, timeZone } = parts;

  const mayConsent = async (guardian: Line, minor: Line): Promise<boolean> => {
    const now = clock.now();
    const { brand } = standingOf(minor);
    const policy = policyFor(await catalog.giftPoliciesAt(now), { planId: minor.planId, brand });
    const roles = policy.roles ?? USUAL_ROLES;
    const isOther = guardian.accountId !== minor.accountId && guardian.status === 'active';
    return isOther && mayAct('consent', guardian, minor, { now, timeZone }, roles);
  };
  const guardiansOf: Consents['guardiansOf'] = async (minor) => {
    const { guardian: named } = standingOf(minor);
    const guardian = named === null ? undefined : await directory.line(named);
    if (guardian !== undefined && (await mayConsent(guardian, minor))) return [guardian];
    const lines = await directory.linesOfHolder(minor.holderId, LINES_AT_MOST);
    const may = await Promise.all(lines.map((line) => mayConsent(line, minor)));
    return lines.filter((_, index) => may[index]).slice(0, GUARDIANS_AT_MOST);
  };
  /** Told of, and shown on the open pages of both sides. */
  const announce = (consent: Consent, guardians: readonly AccountId[]): void =>
    ports.announce(
      [consent.minor, ...guardians].map((accountId) => ({ accountId, giftId: consent.id })),
    );

  return {
    guardiansOf,
    async ask(minor, { aboutHash, about, key }) {
      const now = clock.now();
      const guardians = await guardiansOf(minor);
      if (guardians.length === 0) return refuse({ code: 'no_guardian' });
      const asked = await askRow(parts, {
        consent: {
          id: idOfWords('guardian consent', String(minor.accountId), key),
          minor: minor.accountId,
          gift: giftOf(about),
          state: 'asked',
          askedAt: now,
          lapsesAt: now + LIFE,
          answeredAt: null,
          guardian: null,
        },
        aboutHash,
        guardians: guardians.map(({ accountId }) => accountId),
        openAtMost: OPEN_AT_MOST,
      });
      if (asked === undefined) return refuse({ code: 'consents_full', limit: OPEN_AT_MOST });
      if (asked.isNew) {
        const facts = factsOf(asked.consent, minor);
        for (const guardian of guardians)
          ports.tell(guardian, { about: 'consent_asked', ...facts });
        announce(
          asked.consent,
          guardians.map(({ accountId }) => accountId),
        );
      }
      return accept(asked.consent);
    },
    async answer(guardian, id, isYes) {
      const found = await findRow(parts, guardian.accountId, id);
      const minor = found && (await directory.line(found.minor));
      if (found === undefined || minor === undefined || !(await mayConsent(guardian, minor)))
        return refuse({ code: 'consent_unknown' });
      const wanted = isYes ? 'accepted' : 'refused';
      const answered =
        found.state === 'asked'
          ? await answerRow(parts, found, { state: wanted, by: guardian.accountId, life: LIFE })
          : undefined;
      // Another answered a moment before, or it was answered before.
      const now = answered ?? (await findRow(parts, guardian.accountId, id));
      if (now === undefined) return refuse({ code: 'consent_unknown' });
      if (answered === undefined && now.state !== wanted)
        return refuse({ code: 'consent_over', state: now.state });
      if (answered !== undefined) {
        const about = isYes ? 'consent_given' : 'consent_refused';
        ports.tell(minor, { about, ...factsOf(now, guardian) });
        announce(now, [guardian.accountId]);
      }
      return accept(now);
    },
    async list(line) {
      const { mine, forMe } = await newestOf(parts, line.accountId);
      return { mine, forMe };
    },
    latest: (minor, aboutHash) => latestFor(parts, minor, aboutHash),
    async use(minor, used) {
      const consent = await useRow(parts, minor, used);
      if (consent === undefined) return refuse({ code: 'consent_not_given' });
      return consent.state === 'used'
        ? accept(consent)
        : refuse({ code: 'consent_over', state: consent.state });
    },
  };
}

const giftOf = ({
  subject,
  octets,
  receivers,
}: ForeseenSubject & { readonly subject: Subject }): ConsentGift => ({
  subject,
  octets,
  to: receivers.map((line) =>
    isShared(line)
      ? { maskedName: line.name, maskedMsisdn: '' }
      : { maskedName: maskedName(line.name), maskedMsisdn: maskedMsisdn(line.msisdn) },
  ),
});

const factsOf = ({ id, gift }: Consent, other: Line) => ({
  octets: gift.octets,
  other: maskedName(other.name),
  receipt: receiptNumber(id),
});

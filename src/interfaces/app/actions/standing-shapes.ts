// The shapes of standing gifts, and how each side is shown one.

import { Type, type Static } from 'typebox';
import {
  LONGEST_DAY_OF_CYCLE,
  MOST_LAST_HOURS,
  reasonFor,
  receiptNumber,
  type AskedRhythm,
  type StandingGift,
} from '../../../gifting/public.ts';
import {
  accept,
  octets,
  parseOctets,
  type AccountId,
  type OctetsRefusal,
  type Result,
} from '../../../kernel/public.ts';
import { maskedMsisdn, maskedName, type Line } from '../../../subscribers/public.ts';
import type { SpokenLanguage } from '../problem.ts';
import {
  AskedOctets,
  Instant,
  nullable,
  Octets,
  OtherBody,
  proofsBody,
  TypedMsisdn,
} from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { iso, isoOrNull } from '../views.ts';
import { sayReason } from '../words/standing.ts';

const closed = { additionalProperties: false } as const;
const SharedId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** Whom or what it is for: a number, or a pool or tank by its id. */
export const TargetBody = Type.Union([
  Type.Object({ msisdn: TypedMsisdn }, closed),
  Type.Object({ pool: SharedId }, closed),
  Type.Object({ tank: SharedId }, closed),
]);

const LastHours = Type.Integer({ minimum: 1, maximum: MOST_LAST_HOURS });
const DayOfCycle = Type.Integer({ minimum: 1, maximum: LONGEST_DAY_OF_CYCLE });

export const AskedStanding = Type.Object(
  {
    to: TargetBody,
    rhythm: Type.Union([
      Type.Object(
        { kind: Type.Literal('monthly'), octets: AskedOctets, dayOfCycle: DayOfCycle },
        closed,
      ),
      Type.Object(
        {
          kind: Type.Literal('expiring'),
          lastHours: LastHours,
          atMostOctets: Type.Optional(AskedOctets),
        },
        closed,
      ),
    ]),
    /** As in `proofs`. */
    receiverName: Type.Optional(Type.String({ maxLength: 200 })),
    ...proofsBody,
    choice: Type.Optional(Type.String({ maxLength: 40 })),
  },
  closed,
);

export const StandingBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  direction: Type.Union([Type.Literal('given'), Type.Literal('received')]),
  kind: Type.Union([Type.Literal('monthly'), Type.Literal('expiring')]),
  /** Each time; of what lapses, at most. */
  octets: Octets,
  dayOfCycle: nullable(Type.Integer()),
  lastHours: nullable(Type.Integer()),
  receiverKind: Type.String(),
  other: OtherBody,
  state: Type.String(),
  reason: nullable(Type.String()),
  /** The reason in the reader's words. */
  because: nullable(Type.String()),
  madeAt: Instant,
  agreedAt: nullable(Instant),
  endedAt: nullable(Instant),
  /** Until when it can be agreed to. */
  answerUntil: nullable(Instant),
  /** When it is given or tried next. */
  nextAt: nullable(Instant),
  lastGivenAt: nullable(Instant),
  lastGiftId: nullable(Type.String()),
  receipt: Type.String(),
  can: Type.Object({
    agree: Type.Boolean(),
    pause: Type.Boolean(),
    resume: Type.Boolean(),
    end: Type.Boolean(),
  }),
});

export const StandingParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export function rhythmOf(
  asked: Static<typeof AskedStanding>['rhythm'],
): Result<AskedRhythm, OctetsRefusal> {
  if (asked.kind === 'monthly') {
    const amount = parseOctets(asked.octets);
    return amount.ok ? accept({ ...asked, octets: amount.value }) : amount;
  }
  const { kind, lastHours, atMostOctets } = asked;
  if (atMostOctets === undefined) return accept({ kind, lastHours });
  const amount = parseOctets(atMostOctets);
  return amount.ok ? accept({ kind, lastHours, atMostOctets: octets(amount.value) }) : amount;
}

/** A pool or tank is shown by its name; a person only masked. */
export const otherView = (line: Pick<Line, 'name' | 'msisdn'>): Static<typeof OtherBody> =>
  line.msisdn === ''
    ? { maskedName: line.name, maskedMsisdn: '' }
    : { maskedName: maskedName(line.name), maskedMsisdn: maskedMsisdn(line.msisdn) };

export async function standingView(
  { directory }: Pick<AppServices, 'directory'>,
  viewer: AccountId,
  standing: StandingGift,
  language: SpokenLanguage,
): Promise<Static<typeof StandingBody>> {
  const { rhythm, state } = standing;
  const isGiver = standing.giver === viewer;
  const other = await directory.line(isGiver ? standing.receiver : standing.giver);
  if (other === undefined) throw new Error('both sides of a standing gift are kept');
  const reason = reasonFor(isGiver ? 'giver' : 'receiver', standing);
  const isAsked = state === 'asked';
  return {
    id: standing.id,
    direction: isGiver ? 'given' : 'received',
    kind: rhythm.kind,
    octets: rhythm.kind === 'monthly' ? rhythm.octets : rhythm.atMostOctets,
    dayOfCycle: rhythm.kind === 'monthly' ? rhythm.dayOfCycle : null,
    lastHours: rhythm.kind === 'expiring' ? rhythm.lastHours : null,
    receiverKind: standing.receiverKind,
    other: otherView(other),
    state,
    reason,
    because: reason === null ? null : sayReason(reason, language),
    madeAt: iso(standing.madeAt),
    agreedAt: isoOrNull(standing.agreedAt),
    endedAt: isoOrNull(standing.endedAt),
    answerUntil: isAsked ? isoOrNull(standing.nextAt) : null,
    nextAt: isAsked ? null : isoOrNull(standing.nextAt),
    lastGivenAt: isoOrNull(standing.lastGivenAt),
    lastGiftId: standing.lastGiftId,
    receipt: receiptNumber(standing.id),
    can: {
      agree: !isGiver && isAsked,
      pause: isGiver && (state === 'active' || (state === 'paused' && standing.nextAt !== null)),
      resume: isGiver && state === 'paused',
      end: state !== 'ended',
    },
  };
}

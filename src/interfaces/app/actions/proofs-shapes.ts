// The shapes of what a person shows before a gift, and of the gift that it is shown for.

import { Type, type Static } from 'typebox';
import type { Consent, Preview, ProofStep, Shown, Subject } from '../../../gifting/public.ts';
import { receiptNumber } from '../../../gifting/public.ts';
import { accept, parseOctets, refuse, type Octets, type Result } from '../../../kernel/public.ts';
import type { OctetsRefusal } from '../../../kernel/public.ts';
import type { Line } from '../../../subscribers/public.ts';
import {
  AskedOctets,
  type AskedProofs,
  Instant,
  nullable,
  Octets as OctetsBody,
  OtherBody,
  StepBody,
  TypedMsisdn,
} from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { iso, isoOrNull, masked, previewView } from '../views.ts';
import { AskedStanding, rhythmOf, TargetBody } from './standing-shapes.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;

export const TypedPin = Type.String({ maxLength: 64 });
export const TypedCode = Type.String({ maxLength: 16 });
export const TypedName = Type.String({ maxLength: 200 });
const Id = Type.String({ format: 'uuid' });
const PlaceId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Shares = Type.Integer({ minimum: 1, maximum: 100 });
const Choice = Type.String({ maxLength: 40 });

export const shownOf = (given: Static<typeof AskedProofs> | undefined): Shown => ({
  ...given,
  ...(given?.code === undefined ? {} : { code: digitsOf(given.code) }),
});

/** As people type a code that they were sent: with spaces, or a dash. */
export const digitsOf = (code: string): string => code.replaceAll(/\D/g, '');

/** The gift that a code or a consent is asked for, by whichever way. */
export const SubjectBody = Type.Union([
  Type.Object({ kind: Type.Literal('gift'), toMsisdn: TypedMsisdn, octets: AskedOctets }, closed),
  Type.Object({ kind: Type.Literal('request'), requestId: Id, octets: AskedOctets }, closed),
  Type.Object({ kind: Type.Literal('expiring'), to: TargetBody, octets: AskedOctets }, closed),
  Type.Object({ kind: Type.Literal('pool'), pool: PlaceId, octets: AskedOctets }, closed),
  Type.Object({ kind: Type.Literal('tank'), tank: PlaceId, octets: AskedOctets }, closed),
  Type.Object(
    {
      kind: Type.Literal('standing'),
      to: TargetBody,
      rhythm: AskedStanding.properties.rhythm,
      choice: optional(Choice),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('link'),
      octetsEach: AskedOctets,
      shares: Shares,
      toMsisdn: optional(TypedMsisdn),
      choice: optional(Choice),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('together'),
      people: Type.Array(Type.Object({ toMsisdn: TypedMsisdn, octets: AskedOctets }, closed), {
        minItems: 1,
        maxItems: 20,
      }),
    },
    closed,
  ),
]);

export function subjectOf(body: Static<typeof SubjectBody>): Result<Subject, OctetsRefusal> {
  switch (body.kind) {
    case 'standing': {
      const rhythm = rhythmOf(body.rhythm);
      return rhythm.ok ? accept({ ...body, rhythm: rhythm.value }) : rhythm;
    }
    case 'link': {
      const octetsEach = parseOctets(body.octetsEach);
      return octetsEach.ok ? accept({ ...body, octetsEach: octetsEach.value }) : octetsEach;
    }
    case 'together': {
      const people: { toMsisdn: string; octets: Octets }[] = [];
      for (const { toMsisdn, octets } of body.people) {
        const amount = parseOctets(octets);
        if (!amount.ok) return refuse(amount.refusal);
        people.push({ toMsisdn, octets: amount.value });
      }
      return accept({ kind: 'together', people });
    }
    default: {
      const octets = parseOctets(body.octets);
      return octets.ok ? accept({ ...body, octets: octets.value }) : octets;
    }
  }
}

export const stepView = (step: ProofStep): Static<typeof StepBody> => ({
  ...step,
  until: isoOrNull(step.until),
  guardians: [...step.guardians],
});

/** A preview, with what the person can do now about each thing that it needs. */
export async function previewFor(
  { gifting, proofs }: Pick<AppServices, 'gifting' | 'proofs'>,
  line: Line,
  subject: Subject,
  preview: Preview,
) {
  const [allowance, steps] = await Promise.all([
    gifting.allowance(line.accountId),
    proofs.steps(line, subject, preview.needs),
  ]);
  return { ...previewView(preview, allowance), toShow: steps.map(stepView) };
}

export const ConsentBody = Type.Object({
  id: Id,
  /** By which way it would be given. */
  kind: Type.String(),
  octets: OctetsBody,
  to: Type.Array(OtherBody),
  /** Whose gift it would be. */
  from: OtherBody,
  state: Type.String(),
  askedAt: Instant,
  lapsesAt: Instant,
  answeredAt: nullable(Instant),
  receipt: Type.String(),
  /** Of one's own: the gift, to go on with. */
  for: Type.Unknown(),
});

export function consentView(
  viewer: Line,
  minor: Line,
  consent: Consent,
): Static<typeof ConsentBody> {
  const { id, gift } = consent;
  return {
    id,
    kind: gift.subject.kind,
    octets: gift.octets,
    to: gift.to.map((other) => ({ ...other })),
    from: masked(minor),
    state: consent.state,
    askedAt: iso(consent.askedAt),
    lapsesAt: iso(consent.lapsesAt),
    answeredAt: isoOrNull(consent.answeredAt),
    receipt: receiptNumber(id),
    for: viewer.accountId === minor.accountId ? gift.subject : null,
  };
}

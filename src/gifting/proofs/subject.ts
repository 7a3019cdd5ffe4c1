// What somebody is about to give, by whichever way: what a code or a consent is bound to.

import { createHash } from 'node:crypto';
import type { AccountId, Octets } from '../../kernel/public.ts';
import { parseMsisdn } from '../../subscribers/public.ts';
import type { AskedRhythm } from '../standing/make.ts';
import type { Target } from '../standing/target.ts';

export type Subject =
  | { readonly kind: 'gift'; readonly toMsisdn: string; readonly octets: Octets }
  | { readonly kind: 'request'; readonly requestId: string; readonly octets: Octets }
  | { readonly kind: 'expiring'; readonly to: Target; readonly octets: Octets }
  | { readonly kind: 'pool'; readonly pool: AccountId; readonly octets: Octets }
  | { readonly kind: 'tank'; readonly tank: AccountId; readonly octets: Octets }
  | {
      readonly kind: 'standing';
      readonly to: Target;
      readonly rhythm: AskedRhythm;
      readonly choice?: string;
    }
  | {
      readonly kind: 'link';
      readonly octetsEach: Octets;
      readonly shares: number;
      readonly toMsisdn?: string;
      readonly choice?: string;
    }
  | {
      readonly kind: 'together';
      readonly people: readonly { readonly toMsisdn: string; readonly octets: Octets }[];
    };
export type SubjectKind = Subject['kind'];

/**
 * The same for the same gift, however its number was typed, and different for any other: SHA-256 of its facts
 * in an order of their own.
 */
export function hashOf(subject: Subject, country: string): string {
  const number = (typed: string): string => {
    const parsed = parseMsisdn(typed, country);
    return parsed.ok ? parsed.value : typed;
  };
  const target = (to: Target): unknown =>
    'msisdn' in to ? ['number', number(to.msisdn)] : Object.entries(to);
  const facts = ((): unknown => {
    switch (subject.kind) {
      case 'gift':
        return [number(subject.toMsisdn), subject.octets];
      case 'request':
        return [subject.requestId, subject.octets];
      case 'expiring':
        return [target(subject.to), subject.octets];
      case 'pool':
        return [subject.pool, subject.octets];
      case 'tank':
        return [subject.tank, subject.octets];
      case 'standing': {
        const { rhythm } = subject;
        const when =
          rhythm.kind === 'monthly'
            ? [rhythm.octets, rhythm.dayOfCycle]
            : [rhythm.atMostOctets ?? null, rhythm.lastHours];
        return [target(subject.to), rhythm.kind, when, subject.choice ?? null];
      }
      case 'link': {
        const bound = subject.toMsisdn === undefined ? null : number(subject.toMsisdn);
        return [subject.octetsEach, subject.shares, bound, subject.choice ?? null];
      }
      default:
        return subject.people.map((person) => [number(person.toMsisdn), person.octets]);
    }
  })();
  return createHash('sha256')
    .update(JSON.stringify([subject.kind, facts]))
    .digest('base64url');
}

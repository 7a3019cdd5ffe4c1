// The people of the demo carrier. Their numbers are from the ranges kept for fiction (613 555 01xx in
// Canada, 07700 900xxx in the United Kingdom); the last is the line of the captured Open5GS session.

import type { BucketKind, Scope } from '../../ledger/public.ts';
import type { Findable, Language, LineStatus } from '../../subscribers/public.ts';

export type DemoLine = {
  readonly name: string;
  readonly holder: { readonly id: string; readonly name: string };
  readonly planId: string;
  readonly msisdn: string;
  readonly imsi: string;
  readonly language: Language;
  readonly findable: Findable;
  readonly status: LineStatus;
  readonly cycleBeganDaysAgo: number;
  /** What it has used of its plan by now. */
  readonly usedGigabytes: number;
  readonly extras: readonly {
    readonly kind: Exclude<BucketKind, 'gift' | 'plan'>;
    readonly scope: Scope;
    readonly gigabytes: number;
    readonly origin: string;
    readonly daysBeyondCycle: number;
  }[];
};

const holder = (number: number, name: string) => ({
  id: `00000000-0000-7000-8000-${number.toString().padStart(12, '0')}`,
  name,
});
const TREMBLAY = holder(1, 'Maya Tremblay');
const SINGH = holder(2, 'Arjun Singh');
const CHEN = holder(3, 'Wei Chen');
const BOUCHARD = holder(4, 'Noah Bouchard');
const ROY = holder(5, 'Emma Roy');
const MORGAN = holder(6, 'Alex Morgan');

const usual = {
  language: 'en',
  findable: 'number',
  status: 'active',
  cycleBeganDaysAgo: 9,
  extras: [],
} as const;

export const DEMO_LINES: readonly DemoLine[] = [
  {
    ...usual,
    name: 'Maya Tremblay',
    holder: TREMBLAY,
    planId: 'plus-20',
    msisdn: '16135550101',
    imsi: '001010000000101',
    usedGigabytes: 1.8,
    extras: [
      {
        kind: 'bonus',
        scope: 'any',
        gigabytes: 1,
        origin: 'bonus:five-years',
        daysBeyondCycle: 0,
      },
    ],
  },
  {
    ...usual,
    name: 'Léo Tremblay',
    holder: TREMBLAY,
    planId: 'essential-5',
    msisdn: '16135550102',
    imsi: '001010000000102',
    language: 'fr',
    findable: 'nobody',
    usedGigabytes: 3.9,
  },
  {
    ...usual,
    name: 'Tremblay Tablet',
    holder: TREMBLAY,
    planId: 'tablet-10',
    msisdn: '16135550103',
    imsi: '001010000000103',
    findable: 'nobody',
    usedGigabytes: 2.35,
  },
  {
    ...usual,
    name: 'Arjun Singh',
    holder: SINGH,
    planId: 'max-60',
    msisdn: '16135550111',
    imsi: '001010000000111',
    cycleBeganDaysAgo: 4,
    usedGigabytes: 12.4,
    extras: [
      {
        kind: 'pack',
        scope: 'roaming',
        gigabytes: 3,
        origin: 'pack:roaming-3',
        daysBeyondCycle: 10,
      },
    ],
  },
  {
    ...usual,
    name: 'Priya Singh',
    holder: SINGH,
    planId: 'plus-20',
    msisdn: '16135550112',
    imsi: '001010000000112',
    cycleBeganDaysAgo: 4,
    usedGigabytes: 15.5,
    extras: [
      { kind: 'pack', scope: 'any', gigabytes: 5, origin: 'pack:extra-5', daysBeyondCycle: 5 },
    ],
  },
  {
    ...usual,
    name: 'Wei Chen',
    holder: CHEN,
    planId: 'plus-20',
    msisdn: '16135550121',
    imsi: '001010000000121',
    cycleBeganDaysAgo: 12,
    usedGigabytes: 19.2,
  },
  {
    ...usual,
    name: 'Noah Bouchard',
    holder: BOUCHARD,
    planId: 'essential-5',
    msisdn: '15145550131',
    imsi: '001010000000131',
    language: 'fr',
    findable: 'nobody',
    usedGigabytes: 0.7,
    extras: [
      {
        kind: 'goodwill',
        scope: 'any',
        gigabytes: 0.5,
        origin: 'goodwill:outage',
        daysBeyondCycle: 0,
      },
    ],
  },
  {
    ...usual,
    name: 'Emma Roy',
    holder: ROY,
    planId: 'plus-20',
    msisdn: '15145550141',
    imsi: '001010000000141',
    language: 'fr',
    status: 'suspended',
    usedGigabytes: 6.2,
  },
  {
    ...usual,
    name: 'Alex Morgan',
    holder: MORGAN,
    planId: 'essential-5',
    msisdn: '447700900001',
    imsi: '001010000000001',
    usedGigabytes: 5,
  },
];

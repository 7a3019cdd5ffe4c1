import type { Line } from '../../subscribers/public.ts';

/** A line for tests of what people are told. */
export const testLine = (change: Partial<Line> = {}): Line => ({
  accountId: 42,
  holderId: '0190f5d2-0000-7000-8000-000000000001',
  planId: 'plus-20',
  msisdn: '16135550101',
  imsi: '302720000000001',
  iccid: '8901000000000000001',
  eid: '89049032000000000000000000000001',
  name: 'Maya Tremblay',
  language: 'en',
  findable: 'number',
  status: 'active',
  cycleDay: 1,
  activatedAt: 0,
  ...change,
});

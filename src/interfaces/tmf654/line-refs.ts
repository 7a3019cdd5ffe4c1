// How a line stands in a resource: its number, its account holder, its plan.

import type { AccountId } from '../../kernel/public.ts';

/** What a statement reads of a line beside its balance. */
export const LINE_COLUMNS =
  'l.account_id, l.msisdn, l.holder_id, l.plan_id, l.status as line_status' as const;

export type LineColumns = {
  readonly account_id: AccountId;
  readonly msisdn: string;
  readonly holder_id: string;
  readonly plan_id: string;
  readonly line_status: string;
};

export type Reference = { readonly id: string; readonly '@referredType': string };

export const logicalResourceRef = (msisdn: string): Reference & { readonly name: string } => ({
  id: `+${msisdn}`,
  name: 'MSISDN',
  '@referredType': 'LogicalResource',
});

export const lineRefs = ({ msisdn, holder_id: holder, plan_id: plan }: LineColumns) => ({
  logicalResource: [logicalResourceRef(msisdn)],
  partyAccount: { id: holder, '@referredType': 'PartyAccount' },
  product: [{ id: plan, '@referredType': 'Product' }],
  relatedParty: [{ id: holder, role: 'customer', '@referredType': 'Customer' }],
});

/** The digits of what names a line: with its plus, or without. Nobody has what is no number. */
export const digitsOf = (logicalResourceId: string): string =>
  /^\+?(\d{1,15})$/.exec(logicalResourceId)?.[1] ?? '';

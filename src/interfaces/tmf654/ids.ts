// Resources carry the ledger's own names, so that finding one is a look at its primary key: a balance is
// an account, a bucket the account and its number.

import type { AccountId } from '../../kernel/public.ts';

export const BASE = '/tmf-api/prepayBalanceManagement/v4';

export type BucketName = { readonly accountId: AccountId; readonly number: number };

export const bucketId = ({ accountId, number }: BucketName): string => `${accountId}-${number}`;

export function parseBucketId(id: string): BucketName | undefined {
  const [, account, number] = /^([1-9]\d{0,15})-([1-9]\d{0,8})$/.exec(id) ?? [];
  const accountId = Number(account);
  return number === undefined || !Number.isSafeInteger(accountId)
    ? undefined
    : { accountId, number: Number(number) };
}

export function parseAccountId(id: string): AccountId | undefined {
  const accountId = Number(id);
  return /^[1-9]\d{0,15}$/.test(id) && Number.isSafeInteger(accountId) ? accountId : undefined;
}

export const isUuid = (id: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

export const hrefOf = (resource: string, id: string): string => `${BASE}/${resource}/${id}`;

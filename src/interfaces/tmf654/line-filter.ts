// The part of a statement that finds lines by what a list was asked for.

import { partOf } from '../../kernel/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import { parseAccountId, parseBucketId } from './ids.ts';
import { digitsOf } from './line-refs.ts';
import type { Sought } from './list.ts';

/** Fields of a resource of a line that the store has an index for. */
export const LINE_FIELDS = ['logicalResource.id', 'partyAccount.id', 'relatedParty.id'] as const;

export type Filter = { readonly where: string; readonly values: readonly unknown[] };

const NOTHING: Filter = { where: 'false', values: [] };

/** On a statement that reads from `line l`. Fields that it does not know it leaves alone. */
export async function lineFilter(
  sought: Sought,
  { directory, parts }: { directory: Pick<Directory, 'lineBy'>; parts: number },
): Promise<Filter> {
  const conditions = ['true'];
  const values: unknown[] = [];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const ofAccount = (accountId: number): void => {
    conditions.push(`l.part = ${value(partOf(accountId, parts))}`);
    conditions.push(`l.account_id = ${value(accountId)}`);
  };
  for (const [field, text] of Object.entries(sought))
    if (field === 'logicalResource.id') {
      const line = await directory.lineBy('msisdn', digitsOf(text));
      if (line === undefined) return NOTHING;
      ofAccount(line.accountId);
    } else if (field === 'partyAccount.id' || field === 'relatedParty.id') {
      if (!/^[0-9a-f-]{36}$/.test(text)) return NOTHING;
      conditions.push(`l.holder_id::text = ${value(text)}`);
    } else if (field === 'bucket') {
      const bucket = parseBucketId(text);
      if (bucket === undefined) return NOTHING;
      ofAccount(bucket.accountId);
      conditions.push(`b.bucket_number = ${value(bucket.number)}`);
    } else if (field === 'account') {
      const accountId = parseAccountId(text);
      if (accountId === undefined) return NOTHING;
      ofAccount(accountId);
    }
  return { where: conditions.join(' and '), values };
}

import type { Command } from 'commander';
import { parseMsisdn } from '../../subscribers/public.ts';
import { Refused } from '../outcome.ts';
import type { Ground } from '../ground.ts';
import { sizeText } from '../size.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

export const balanceCommand = (): Command =>
  storeCommand('balance')
    .argument('<msisdn>', 'the line’s number')
    .action((msisdn: string, options: StoreOptions) =>
      ending(options.json === true, () => balance(msisdn, options)),
    );

async function balance(typed: string, options: StoreOptions): Promise<undefined> {
  const { line, balance: has } = await withGround(options, (ground) => find(ground, typed));
  const { availableOctets, heldOctets } = has;
  const buckets = has.buckets.map((bucket) => {
    const { expiresAt, validFrom, keeps: _, ...shown } = bucket; // what it keeps is the store's business
    return {
      ...shown,
      validFrom: new Date(validFrom).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  });
  if (options.json === true) {
    console.log(
      JSON.stringify({ msisdn: `+${line.msisdn}`, availableOctets, heldOctets, buckets }),
    );
    return;
  }
  console.log(`${line.name}, +${line.msisdn}`);
  for (const bucket of buckets)
    console.log(
      `  ${bucket.kind.padEnd(9)}${bucket.scope.padEnd(9)} ${sizeText(bucket.available).padStart(10)}` +
        ` until ${bucket.expiresAt.slice(0, 10)}`,
    );
  console.log(`  ${sizeText(availableOctets)} available, ${sizeText(heldOctets)} held`);
}

async function find({ catalog, directory, ledger }: Ground, typed: string) {
  const carrier = await catalog.carrier();
  const msisdn = parseMsisdn(typed, carrier?.country ?? 'CA');
  if (!msisdn.ok) throw new Refused(msisdn.refusal, `${typed} is not a phone number`);
  const line = await directory.lineBy('msisdn', msisdn.value);
  if (line === undefined)
    throw new Refused({ code: 'line_unknown' }, `no line has the number +${msisdn.value}`);
  const has = await ledger.balance(line.accountId);
  if (!has.ok) throw new Refused(has.refusal, 'the line has no account');
  return { line, balance: has.value };
}

import type { Command } from 'commander';
import { EXIT } from '../outcome.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

export const auditCommand = (): Command =>
  storeCommand('audit')
    .addHelpText('after', '\nExits with 4 when an account breaks conservation, and names it.')
    .action((options: StoreOptions) => ending(options.json === true, () => audit(options)));

async function audit(options: StoreOptions): Promise<number> {
  const report = await withGround(options, ({ ledger }) => ledger.audit());
  if (options.json === true) console.log(JSON.stringify(report));
  else {
    const { accounts, buckets, postings, octets } = report;
    console.log(`${accounts} accounts, ${buckets} buckets, ${postings} postings`);
    for (const [place, amount] of Object.entries(octets))
      console.log(`  ${place.padEnd(10)} ${BigInt(amount).toLocaleString('en-CA').padStart(24)}`);
    for (const { rule, accountId, subject } of report.breaks)
      console.log(
        `  BROKEN ${rule}: account ${accountId ?? 'unknown'}, ${subject ?? 'as a whole'}`,
      );
    console.log(report.conserved ? 'Every octet is accounted for.' : 'Octets are not conserved.');
  }
  return report.conserved ? EXIT.done : EXIT.broken;
}

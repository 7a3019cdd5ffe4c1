import type { Command } from 'commander';
import { createMessages, receiptNumber } from '../../gifting/public.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

const MOST = 200;

export const reportsCommand = (): Command =>
  storeCommand('reports')
    .description('The messages that people have reported, the newest first.')
    .addHelpText(
      'after',
      '\nEach with the text as it was, who wrote it and who reported it, by account; at most 200.',
    )
    .action((options: StoreOptions) => ending(options.json === true, () => reports(options)));

async function reports(options: StoreOptions): Promise<undefined> {
  const found = await withGround(options, ({ store, directory, clock }) =>
    createMessages(store, directory, clock).reports({ limit: MOST }),
  );
  if (options.json === true) {
    console.log(
      JSON.stringify({
        reports: found.map((report) => ({
          ...report,
          receipt: receiptNumber(report.subjectId),
          reportedAt: new Date(report.reportedAt).toISOString(),
        })),
      }),
    );
    return;
  }
  for (const { subject, subjectId, sender, reporter, reason, reportedAt, text } of found) {
    const at = new Date(reportedAt).toISOString();
    console.log(`${at} ${reason}: ${subject} ${receiptNumber(subjectId)}`);
    // Quoted, so that no line of it reads as one of ours.
    console.log(`  account ${sender} to account ${reporter}: ${JSON.stringify(text)}`);
  }
  if (found.length === 0) console.log('Nothing was reported.');
}

import type { Command } from 'commander';
import { createMessages, receiptNumber } from '../../gifting/public.ts';
import { ending, storeCommand, withGround } from './command.ts';
import { keepOnRecord, onRecord, type OnRecordOptions } from './on-record.ts';

const MOST = 200;

export const reportsCommand = (): Command =>
  onRecord(storeCommand('reports'))
    .addHelpText(
      'after',
      '\nEach with the text as it was, who wrote it and who reported it, by account; at most 200.\n' +
        'That you read them, and why, is kept: `largesse reads` shows it.',
    )
    .action((options: OnRecordOptions) => ending(options.json === true, () => reports(options)));

async function reports(options: OnRecordOptions): Promise<undefined> {
  const found = await withGround(options, async (ground) => {
    await keepOnRecord(ground, options, 'reports', null);
    const { store, directory, clock } = ground;
    return createMessages(store, directory, clock).reports({ limit: MOST });
  });
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

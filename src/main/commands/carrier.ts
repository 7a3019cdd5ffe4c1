import { Command } from 'commander';
import { seedDemoCarrier } from '../demo/carrier.ts';
import { Refused } from '../outcome.ts';
import { ending, secondsArgument, storeCommand, withGround, type StoreOptions } from './command.ts';

type SeedOptions = StoreOptions & { undoWindow: number };

export const carrierCommand = (): Command =>
  new Command('carrier').addCommand(
    storeCommand('seed')
      .description('Put the demo carrier into a store: plans, families, lines and their octets.')
      .option(
        '--undo-window <seconds>',
        'how long a gift can be undone, when the carrier is made',
        secondsArgument,
        30,
      )
      .addHelpText('after', '\nSeeding again adds nothing but the octets of a new billing cycle.')
      .action((options: SeedOptions) => ending(options.json === true, () => seed(options))),
  );

async function seed(options: SeedOptions): Promise<undefined> {
  const seeded = await withGround(options, (ground) =>
    seedDemoCarrier(ground, { undoWindowSeconds: options.undoWindow }),
  );
  if (!seeded.ok) throw new Refused(seeded.refusal, 'the policy contradicts itself');
  const { lines, granted } = seeded.value;
  if (options.json === true) {
    const shown = lines.map(({ msisdn, name, planId }) => ({ msisdn: `+${msisdn}`, name, planId }));
    console.log(JSON.stringify({ lines: shown, bucketsGranted: granted }));
    return;
  }
  for (const line of lines)
    console.log(`  ${line.name.padEnd(16)} +${line.msisdn.padEnd(13)} ${line.planId}`);
  console.log(`${lines.length} lines; ${granted} buckets granted now.`);
}

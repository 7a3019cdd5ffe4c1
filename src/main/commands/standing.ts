import { Command } from 'commander';
import type { StandingGift } from '../../gifting/public.ts';
import { maskedMsisdn, parseMsisdn, type Line } from '../../subscribers/public.ts';
import { Refused } from '../outcome.ts';
import type { Product } from '../product.ts';
import { sizeText } from '../size.ts';
import { ending, storeCommand, withProduct, type StoreOptions } from './command.ts';

type LineOptions = StoreOptions & { line: string };

export const standingCommand = (): Command =>
  new Command('standing')
    .addCommand(
      storeCommand('list')
        .description('What a line gives and is given: what runs, what waits, and what ended last.')
        .requiredOption('--line <msisdn>', 'the line’s number')
        .action((options: LineOptions) => ending(options.json === true, () => list(options))),
    )
    .addCommand(
      storeCommand('end')
        .description('End one for the person on a line. Both sides are told.')
        .requiredOption('--line <msisdn>', 'the number of its giver or its receiver')
        .requiredOption('--id <id>', 'as `standing list` shows it')
        .action((options: LineOptions & { id: string }) =>
          ending(options.json === true, () => end(options)),
        ),
    );

async function list(options: LineOptions): Promise<undefined> {
  const all = await withProduct(options, async (product) => {
    const line = await lineOf(product, options.line);
    const { given, received } = await product.standing.list(line.accountId);
    return Promise.all([...given, ...received].map((standing) => shown(product, line, standing)));
  });
  if (options.json === true) {
    console.log(JSON.stringify({ standing: all }));
    return;
  }
  if (all.length === 0) console.log('None.');
  for (const { id, direction, other, octets, when, state, reason } of all)
    console.log(
      `  ${id}  ${direction.padEnd(8)} ${other}  ${sizeText(octets).padEnd(8)} ${when}  ${state}${reason === null ? '' : ` (${reason})`}`,
    );
}

async function end(options: LineOptions & { id: string }): Promise<undefined> {
  const ended = await withProduct(options, async (product) => {
    const line = await lineOf(product, options.line);
    const answer = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(options.id)
      ? await product.standing.stop(line.accountId, options.id)
      : undefined;
    if (answer?.ok !== true)
      throw new Refused(
        answer?.refusal ?? { code: 'standing_unknown' },
        `the line has no standing gift ${options.id}`,
      );
    return shown(product, line, answer.value);
  });
  if (options.json === true) console.log(JSON.stringify({ standing: ended }));
  else console.log(`Ended: ${ended.direction} ${sizeText(ended.octets)}, ${ended.when}.`);
}

async function lineOf({ carrier, directory }: Product, typed: string): Promise<Line> {
  const msisdn = parseMsisdn(typed, carrier.country);
  const line = msisdn.ok ? await directory.lineBy('msisdn', msisdn.value) : undefined;
  if (line === undefined)
    throw new Refused({ code: 'line_unknown' }, `no line has the number ${typed}`);
  return line;
}

/** The other side is shown masked here too: whoever works for one line need not know the other. */
async function shown({ directory }: Product, line: Line, standing: StandingGift) {
  const { id, giver, receiver, rhythm, state, reason, nextAt, lastGivenAt } = standing;
  const isGiver = giver === line.accountId;
  const other = await directory.line(isGiver ? receiver : giver);
  const monthly = rhythm.kind === 'monthly';
  return {
    id,
    direction: isGiver ? 'gives' : 'is given',
    other: other === undefined || other.msisdn === '' ? '' : maskedMsisdn(other.msisdn),
    octets: monthly ? rhythm.octets : rhythm.atMostOctets,
    when: monthly ? `day ${rhythm.dayOfCycle}` : `what lapses, last ${rhythm.lastHours} hours`,
    state,
    reason,
    nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
    lastGivenAt: lastGivenAt === null ? null : new Date(lastGivenAt).toISOString(),
  };
}

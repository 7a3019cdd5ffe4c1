import { InvalidArgumentError, type Command } from 'commander';
import { receiptNumber, type Gift } from '../../gifting/public.ts';
import { parseMsisdn, type Line } from '../../subscribers/public.ts';
import { Refused } from '../outcome.ts';
import type { Product } from '../product.ts';
import { sizeText } from '../size.ts';
import { ending, storeCommand, withProduct } from './command.ts';
import { keepOnRecord, onRecord, type OnRecordOptions } from './on-record.ts';

const MOST = 200;

type HistoryOptions = OnRecordOptions & { limit: number };

export const historyCommand = (): Command =>
  onRecord(storeCommand('history'))
    .argument('<number>', 'the line’s number')
    .option('--limit <count>', `at most so many, up to ${MOST}`, limitArgument, 50)
    .addHelpText('after', '\nThat you read it, and why, is kept: `largesse reads` shows it.')
    .action((typed: string, options: HistoryOptions) =>
      ending(options.json === true, () => history(typed, options)),
    );

export function limitArgument(typed: string): number {
  const limit = Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new InvalidArgumentError(`Write a whole number from 1 to ${MOST}.`);
  return limit;
}

async function history(typed: string, options: HistoryOptions): Promise<undefined> {
  const { line, gifts } = await withProduct(options, async (product) => {
    const found = await findLine(product, typed);
    await keepOnRecord(product, options, 'history', found.accountId);
    const given = await product.gifting.gifts(found.accountId, { limit: options.limit });
    return { line: found, gifts: given };
  });
  const shown = gifts.map((gift) => shownTo(line, gift));
  if (options.json === true) {
    console.log(JSON.stringify({ msisdn: `+${line.msisdn}`, gifts: shown }));
    return undefined;
  }
  console.log(`${line.name}, +${line.msisdn}`);
  for (const { at, receipt, octets, isGiver, otherAccount, state, way } of shown)
    console.log(
      `  ${at} ${receipt} ${isGiver ? 'gave' : 'got'} ${sizeText(octets)} ` +
        `${isGiver ? 'to' : 'from'} account ${otherAccount} by ${way}: ${state}`,
    );
  if (shown.length === 0) console.log('  nothing yet');
  return undefined;
}

/** The other side by account only: its own history is another read, with a reason of its own. */
const shownTo = (line: Line, gift: Gift) => {
  const isGiver = gift.giver === line.accountId;
  return {
    id: gift.id,
    receipt: receiptNumber(gift.id),
    at: new Date(gift.askedAt).toISOString(),
    isGiver,
    otherAccount: isGiver ? gift.receiver : gift.giver,
    octets: gift.octets,
    way: gift.way,
    state: gift.state,
    reason: gift.reason,
    policy: `${gift.policyId} ${gift.policyVersion}`,
  };
};

export async function findLine(
  { carrier, directory }: Pick<Product, 'carrier' | 'directory'>,
  typed: string,
): Promise<Line> {
  const msisdn = parseMsisdn(typed, carrier.country);
  const line = msisdn.ok ? await directory.lineBy('msisdn', msisdn.value) : undefined;
  if (line === undefined)
    throw new Refused({ code: 'line_unknown' }, `no line has the number ${typed}`);
  return line;
}

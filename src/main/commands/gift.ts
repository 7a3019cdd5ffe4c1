import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { receiptNumber, type Gift } from '../../gifting/public.ts';
import { say } from '../../interfaces/app/public.ts';
import { newId, type Octets } from '../../kernel/public.ts';
import { parseMsisdn } from '../../subscribers/public.ts';
import { Refused } from '../outcome.ts';
import type { Product } from '../product.ts';
import { sizeText } from '../size.ts';
import { ending, sizeArgument, storeCommand, withProduct, type StoreOptions } from './command.ts';

type GiftOptions = StoreOptions & {
  from: string;
  to: string;
  size: Octets;
  key?: string;
  wait?: boolean;
};

export const giftCommand = (): Command =>
  storeCommand('gift')
    .requiredOption('--from <msisdn>', 'the giver’s number')
    .requiredOption('--to <msisdn>', 'the receiver’s number')
    .requiredOption('--size <size>', 'how much: 2GB, 250MB, or octets', sizeArgument)
    .option('--key <key>', 'idempotency key: the same key gives the same gift')
    .option('--wait', 'wait until the undo window has ended and the gift has arrived')
    .addHelpText(
      'after',
      '\nWithout --wait, a running Largesse delivers the gift when its undo window ends.\n' +
        'A refusal exits with 1 and names the rule and the figure.',
    )
    .action((options: GiftOptions) => ending(options.json === true, () => gift(options)));

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

async function gift(options: GiftOptions): Promise<undefined> {
  const given = await withProduct(options, (product) => give(product, options));
  if (options.json === true) {
    const { id, octets, state, undoUntil, deliveredAt, expiresAt, policyId, policyVersion } = given;
    console.log(
      JSON.stringify({
        gift: {
          id,
          octets,
          state,
          receipt: receiptNumber(id),
          undoUntil: iso(undoUntil),
          deliveredAt: iso(deliveredAt),
          expiresAt: iso(expiresAt),
          policy: { id: policyId, version: policyVersion },
        },
      }),
    );
    return;
  }
  const until = new Date(given.undoUntil).toISOString();
  console.log(`${sizeText(given.octets)}, ${given.state}. Receipt ${receiptNumber(given.id)}.`);
  if (given.state === 'held') console.log(`It can be undone until ${until}, and arrives then.`);
}

async function give(product: Product, options: GiftOptions): Promise<Gift> {
  const { carrier, directory, gifting, clock } = product;
  const from = parseMsisdn(options.from, carrier.country);
  const giver = from.ok ? await directory.lineBy('msisdn', from.value) : undefined;
  if (giver === undefined)
    throw new Refused({ code: 'line_unknown' }, `no line has the number ${options.from}`);
  const given = await gifting.give({
    giver: giver.accountId,
    toMsisdn: options.to,
    octets: options.size,
    key: options.key ?? newId(clock.now()),
  });
  if (!given.ok) throw new Refused(given.refusal, say(given.refusal, 'en').detail);
  if (options.wait !== true) return given.value;
  await sleep(Math.max(0, given.value.undoUntil - clock.now()));
  await gifting.advance({ giver: giver.accountId, giftId: given.value.id });
  const ended = await gifting.gift(giver.accountId, given.value.id);
  return ended.ok ? ended.value : given.value;
}

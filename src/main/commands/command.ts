// What every command shares: its options, how it ends, and the store that it opens.

import { Command, InvalidArgumentError, Option } from 'commander';
import { parseSize } from '../size.ts';
import { logLevel, storePlace } from '../configuration.ts';
import { openLog } from '../log.ts';
import { reportFailure } from '../outcome.ts';
import type { Ground } from '../ground.ts';
import type { Product } from '../product.ts';
import type { Octets } from '../../kernel/public.ts';

export type StoreOptions = { data?: string; databaseUrl?: string; json?: boolean };

export const json = (): Option => new Option('--json', 'print JSON, one object on the last line');

/** A command that works on a store. */
export const storeCommand = (name: string): Command =>
  new Command(name)
    .addOption(
      new Option(
        '--data <folder>',
        'folder of the embedded store (default: .largesse, or LARGESSE_DATA)',
      ),
    )
    .addOption(
      new Option(
        '--database-url <url>',
        'PostgreSQL 15 or newer of your own (default: DATABASE_URL)',
      ),
    )
    .addOption(json());

/** Runs a command's work, reports how it failed if it did, and leaves the exit code. */
export async function ending(
  asJson: boolean,
  work: () => Promise<number | undefined>,
): Promise<void> {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.exitCode = reportFailure(error, asJson);
  }
}

/** Opens the store for the time of some work. */
export async function withGround<Value>(
  options: StoreOptions,
  work: (ground: Ground) => Promise<Value>,
): Promise<Value> {
  const { openGround } = await import('../ground.ts');
  const ground = await openGround(storePlace(options), openLog(logLevel()));
  try {
    return await work(ground);
  } finally {
    await ground.close();
  }
}

/** Opens the product for the time of some work. */
export const withProduct = <Value>(
  options: StoreOptions,
  work: (product: Product) => Promise<Value>,
): Promise<Value> =>
  withGround(options, async (ground) => {
    // Whoever runs Largesse delivers what is told here.
    const [{ openMessages }, { openProduct }] = await Promise.all([
      import('../messages.ts'),
      import('../product.ts'),
    ]);
    const messages = await openMessages(ground, {});
    const product = await openProduct(ground, messages.tell);
    try {
      return await work(product);
    } finally {
      await messages.close();
      await product.changes.close();
    }
  });

export function sizeArgument(typed: string): Octets {
  const size = parseSize(typed);
  if (!size.ok) throw new InvalidArgumentError('Write a size such as 2GB, 250MB or 1500000.');
  return size.value;
}

export function secondsArgument(typed: string): number {
  const seconds = Number(typed);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 604_800)
    throw new InvalidArgumentError('Write whole seconds, from 0 to 604800 (7 days).');
  return seconds;
}

export function countArgument(typed: string): number {
  const count = Number(typed);
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError('Write a whole number from 1 to 1000000.');
  return count;
}

export function portArgument(typed: string): number {
  const port = Number(typed);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Write a port from 0 (any free one) to 65535.');
  return port;
}

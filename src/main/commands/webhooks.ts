import { Command, InvalidArgumentError } from 'commander';
import {
  createReach,
  createSubscriptions,
  replay,
  type Watched,
} from '../../interfaces/webhooks/public.ts';
import { jobsSchemaOf, prepareJobs } from '../jobs.ts';
import { Refused } from '../outcome.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

type ReplayOptions = StoreOptions & { since?: number; failed?: boolean };

export const webhooksCommand = (): Command =>
  new Command('webhooks')
    .addCommand(
      storeCommand('list')
        .description('Show every subscription with its deliveries of the last 30 days.')
        .action((options: StoreOptions) => ending(options.json === true, () => list(options))),
    )
    .addCommand(
      storeCommand('replay')
        .description('Send events again. A running Largesse delivers them, in their order.')
        .argument('<subscription>', 'its id')
        .option('--since <instant>', 'only events from this instant on (ISO 8601)', sinceArgument)
        .option('--failed', 'only those that could not be delivered')
        .action((id: string, options: ReplayOptions) =>
          ending(options.json === true, () => again(id, options)),
        ),
    );

function sinceArgument(typed: string): number {
  const at = Date.parse(typed);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Write an instant such as 2026-11-22T09:00Z.');
  return at;
}

/** To list them, or have a server send again, nobody is reached. */
const NOWHERE: readonly string[] = [];

async function list(options: StoreOptions): Promise<undefined> {
  const found = await withGround(options, ({ store, clock }) =>
    createSubscriptions(store, clock, createReach(NOWHERE)).list(),
  );
  // Whole, but for the secret.
  const shown = found.map(({ id, clientId, format, url, types, query, madeAt, ...deliveries }) => ({
    id,
    clientId,
    format,
    url,
    types,
    query,
    madeAt: new Date(madeAt).toISOString(),
    ...watchedOf(deliveries),
  }));
  if (options.json === true) {
    console.log(JSON.stringify({ subscriptions: shown }));
    return undefined;
  }
  for (const one of shown)
    console.log(
      `${one.id}  ${one.clientId.padEnd(16)} ${one.format.padEnd(11)} ${one.url}\n` +
        `  waiting ${one.waiting}, delivered ${one.delivered}, failed ${one.failed}` +
        (one.lastAnswer === null ? '' : `; last answer: ${one.lastAnswer}`),
    );
  if (shown.length === 0) console.log('Nobody subscribes to events.');
  return undefined;
}

const watchedOf = ({
  waiting,
  delivered,
  failed,
  lastAnswer,
}: Pick<Watched, 'waiting' | 'delivered' | 'failed' | 'lastAnswer'>) => ({
  waiting,
  delivered,
  failed,
  lastAnswer,
});

async function again(id: string, options: ReplayOptions): Promise<undefined> {
  const replayed = await withGround(options, async ({ store, clock, log }) => {
    const known = await createSubscriptions(store, clock, createReach(NOWHERE)).list();
    if (!known.some((one) => one.id === id))
      throw new Refused({ code: 'subscription_unknown' }, `there is no subscription ${id}`);
    await prepareJobs(store, log);
    return replay(store, jobsSchemaOf(store), {
      subscriptionId: id,
      since: options.since ?? 0,
      onlyFailed: options.failed === true,
      now: clock.now(),
    });
  });
  if (options.json === true) console.log(JSON.stringify({ replayed }));
  else console.log(`${replayed} events are sent again.`);
  return undefined;
}

// Work for later, on a job queue in the store itself (graphile-worker): gifts whose undo window ends, and
// the sweep. A job that fails is tried again by itself; every one does nothing twice.

import type { PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger,
  run,
  runMigrations,
  type Runner,
  type RunnerOptions,
  type TaskList,
} from 'graphile-worker';
import type { Store } from '../db/public.ts';
import type { Gifting, GiftName } from '../gifting/public.ts';
import { SECOND, type Instant } from '../kernel/public.ts';
import type { Log } from './log.ts';

/** How late a gift may be, at most, after its window ended. */
const POLL_MILLISECONDS = 250;
const CONNECTIONS = 4;
/** How long a gift that was cut off may lie, beyond the time after which it is taken for cut off. */
const SWEEP_GIFTS_EVERY = 10 * SECOND;

/** The schema of the queue's own tables. */
export const jobsSchemaOf = (store: Pick<Store, 'schema'>): string => `${store.schema}_jobs`;

const optionsFor = (store: Store, log: Log): RunnerOptions => ({
  connectionString: store.databaseUrl,
  schema: jobsSchemaOf(store),
  maxPoolSize: CONNECTIONS,
  concurrency: 2,
  pollInterval: POLL_MILLISECONDS,
  // Unless it batches, the queue waits for no answer when it marks a job as done or failed, and a database
  // that is away at that moment ends the process by an unhandled rejection.
  preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  noHandleSignals: true,
  logger: new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ from: 'jobs' }, message);
    else log.debug({ from: 'jobs' }, message);
  }),
});

/** Puts the queue's own tables beside the store's, so that jobs can be added before any runs. */
export const prepareJobs = (store: Store, log: Log): Promise<void> =>
  runMigrations(optionsFor(store, log));

/** Has a gift moved on, in the transaction that needs it. */
export async function scheduleGift(
  store: Store,
  client: PoolClient,
  gift: GiftName,
  at: Instant,
): Promise<void> {
  await client.query(
    `select ${jobsSchemaOf(store)}.add_job('advance_gift', payload => $1::json, run_at => $2,
                                       job_key => $3)`,
    [JSON.stringify(gift), new Date(at), `gift:${gift.giftId}`],
  );
}

/** Has a task of another part done; asked for again with the same key, once, at the later time. */
export async function scheduleTask(
  store: Store,
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  task: { readonly name: string; readonly payload: object; readonly key: string },
  at: Instant,
): Promise<void> {
  await client.query(
    `select ${jobsSchemaOf(store)}.add_job($4, payload => $1::json, run_at => $2, job_key => $3)`,
    [JSON.stringify(task.payload), new Date(at), task.key, task.name],
  );
}

/**
 * Has a part's messages delivered, now or then; in the transaction that keeps them. However often it is
 * asked for, one job waits to do it. What is for later has a name of its own, so that it never puts off
 * what is for now. What is for soon is not put off by whoever asks for it again.
 */
export async function wakeMessages(
  store: Store,
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  part: number,
  at?: Instant,
  soon?: 'soon',
): Promise<void> {
  await client.query(
    `select ${jobsSchemaOf(store)}.add_job('deliver_messages', payload => $1::json,
                                       run_at => coalesce($2, now()), job_key => $3,
                                       job_key_mode => $4)`,
    [
      JSON.stringify({ part }),
      at === undefined ? null : new Date(at),
      at === undefined ? `messages:${part}` : `messages:${part}:${soon ?? 'later'}`,
      soon === undefined ? 'replace' : 'preserve_run_at',
    ],
  );
}

/**
 * Takes jobs back from workers who are gone: killed, or cut off before they could say that a job is done.
 * The queue itself would wait for four hours. One who lives after all does no harm: a job done by two at
 * once is done once.
 */
async function takeBack(store: Store, lockedForSeconds: number): Promise<void> {
  const schema = jobsSchemaOf(store);
  await store.pool.query(
    `select ${schema}.force_unlock_workers(array(
       select distinct locked_by from ${schema}.jobs
       where locked_at <= now() - make_interval(secs => $1) order by locked_by))`,
    [lockedForSeconds],
  );
}

/** Far longer than any job takes. */
const ABANDONED_SECONDS = 60;

export type Jobs = { stop(): Promise<void> };

/** How long to wait before starting again, when the store was away for so long that the runner gave up. */
const RESTART_AFTER = SECOND / 2;

export async function runJobs(options: {
  store: Store;
  gifting: Gifting;
  sweep: () => Promise<void>;
  /** Tasks of other parts, by their names. */
  tasks?: TaskList;
  /** Their lines of the crontab. */
  crontab?: string;
  log: Log;
}): Promise<Jobs> {
  const { store, gifting, sweep, tasks, crontab = '', log } = options;
  return keepRunning(log, async () => {
    await takeBack(store, 0);
    return run({
      ...optionsFor(store, log),
      taskList: {
        advance_gift: (payload) => gifting.advance(payload as GiftName),
        sweep: async () => {
          await takeBack(store, ABANDONED_SECONDS);
          await sweep();
        },
        sweep_gifts: async () => {
          await scheduleTask(
            store,
            store.pool,
            { name: 'sweep_gifts', payload: {}, key: 'gifts:sweep' },
            Date.now() + SWEEP_GIFTS_EVERY,
          );
          await gifting.sweep();
        },
        ...tasks,
      },
      // A line each minute starts what then asks for itself again.
      crontab: `* * * * * sweep ?max=3\n* * * * * sweep_gifts ?max=3\n${crontab}`,
    });
  });
}

/**
 * Runs work that waits for others' servers, such as messages: apart from gifts, so that a mail server that
 * hangs keeps no gift from arriving.
 */
export const runDeliveries = (
  store: Store,
  log: Log,
  work: { readonly taskList: TaskList; readonly crontab: string },
): Promise<Jobs> =>
  keepRunning(log, () =>
    run({ ...optionsFor(store, log), concurrency: DELIVERIES, pollInterval: SECOND, ...work }),
  );

const DELIVERIES = 3;

/** Starts a runner, and again whenever it gives up, until it is stopped. */
export async function keepRunning(log: Log, start: () => Promise<Runner>): Promise<Jobs> {
  const stopping = new AbortController();
  let runner = await start();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await runner.promise.catch((error: unknown) =>
        log.warn({ err: error }, 'the job queue has stopped'),
      );
      forgetMigrationElsewhere();
      const restarted = await restart(start, stopping.signal, log);
      if (restarted === undefined) return;
      runner = restarted;
    }
  })();
  const stop = (): Promise<void> =>
    runner.stop().catch((error: unknown) => log.debug({ err: error }, 'stopped already'));
  return {
    async stop() {
      stopping.abort();
      await stop();
      await running;
      await stop(); // One that was just being started.
    },
  };
}

/**
 * A runner ends, and has the process end with 57, when it hears that a queue's tables were migrated beyond
 * what it knows. It hears that of every queue in the database: of another store's that is just being made,
 * too. Whether its own was is seen when it is started again.
 */
function forgetMigrationElsewhere(): void {
  if (process.exitCode === MIGRATED) process.exitCode = undefined;
}
const MIGRATED = 57;

/** Tries until it runs again, or is no longer wanted. */
async function restart(
  start: () => Promise<Runner>,
  unwanted: AbortSignal,
  log: Log,
): Promise<Runner | undefined> {
  while (!unwanted.aborted) {
    await sleep(RESTART_AFTER);
    if (unwanted.aborted) return undefined;
    try {
      return await start();
    } catch (error) {
      log.warn({ err: error }, 'the job queue could not be started yet');
    }
  }
  return undefined;
}

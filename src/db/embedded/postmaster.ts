// One embedded server process: is it there, does it answer, start it, stop it.

import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { run, type Outcome } from './run.ts';

export type Postmaster = {
  readonly pid: number;
  readonly port: number;
  /** Where its socket is; undefined when it has none. */
  readonly socketDirectory: string | undefined;
  readonly state: 'starting' | 'stopping' | 'ready';
};

const LOG_LIMIT_BYTES = 10_000_000;

/**
 * Reads postmaster.pid (its lines: pid, data folder, start, port, socket folder, address, shared
 * memory, state). Gives nothing when its process is gone: that file is then stale.
 */
export async function findPostmaster(place: Place): Promise<Postmaster | undefined> {
  const path = join(place.data, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  if (!isAlive(pid)) return undefined; // PostgreSQL sees this itself and writes over it
  if (!(await isServerOf(pid, place.data))) {
    // The number went to another process, or nobody reaped the killed one. PostgreSQL would take
    // either for a live server and refuse to start. Look again before removing: somebody may have
    // started it meanwhile.
    if ((await readFile(path, 'utf8').catch(() => '')) === text) await rm(path, { force: true });
    return undefined;
  }
  const state = lines[7] === 'ready' ? 'ready' : lines[7] === 'stopping' ? 'stopping' : 'starting';
  const socketDirectory = lines[4] === '' ? undefined : lines[4];
  return { pid, port: Number(lines[3] ?? 0), socketDirectory, state };
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, but another user's
  }
}

async function isServerOf(pid: number, data: string): Promise<boolean> {
  // A zombie's command line is empty. Where there is no /proc (macOS), ps tells the same.
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  const line = fromProc ?? (await run('ps', ['-p', String(pid), '-o', 'command='])).output;
  return line.includes('postgres') && line.includes(data);
}

export type Start = { readonly ok: boolean; readonly reason: string; readonly mayPass: boolean };

// Another process was quicker, somebody took the port, or connections of a killed server still end.
const PASSING = /lock file|shared memory block|in use/;

/** Starts the server and waits until it answers; else gives the reason, from the server's own log. */
export async function startPostmaster(
  place: Place,
  port: number,
  throwAway: boolean,
): Promise<Start> {
  const log = join(place.directory, 'server.log');
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(log, `${log}.1`);
  const outcome = await run(
    place.binaries.pgCtl,
    [
      'start',
      '--wait',
      '--timeout=60',
      `--pgdata=${place.data}`,
      `--log=${log}`,
      `--options=${settings(place, port, throwAway)}`,
    ],
    { user: place.user },
  );
  if (outcome.ok) return { ok: true, reason: '', mayPass: true };
  const written = (await readFile(log).catch(() => Buffer.alloc(0))).toString('utf8');
  const reason = `${outcome.output}\n${written.trimEnd().split('\n').slice(-4).join('\n')}`;
  return { ok: false, reason, mayPass: PASSING.test(reason) };
}

/** Ends every connection, writes a checkpoint and stops. */
export const stopPostmaster = (place: Place): Promise<Outcome> =>
  run(
    place.binaries.pgCtl,
    ['stop', '--wait', '--mode=fast', '--timeout=60', `--pgdata=${place.data}`],
    { user: place.user },
  );

/**
 * What is sent by a socket does not go through TCP. Its name may be 107 octets long, and goes through a
 * shell on its way to the server; without one, there is still the port.
 */
function socketDirectoryOf({ data }: Place): string {
  const isFit = /^[\w./-]+$/.test(data) && data.length + '/.s.PGSQL.65535.lock'.length <= 107;
  return isFit && process.platform !== 'win32' ? data : "''";
}

function settings(place: Place, port: number, throwAway: boolean): string {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketDirectoryOf(place),
    max_connections: 100,
    shared_buffers: throwAway ? '64MB' : `${sharedMegabytes()}MB`,
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // What a vacuum or a full buffer writes goes to the disk at once, instead of with all else that the system
    // has collected within half a minute, while which commits wait (write-out.ts does the same for new pages).
    backend_flush_after: '1MB',
    random_page_cost: 1.1,
    // Before it recovers, PostgreSQL flushes its folder: file by file that took 1 to 2 s of the 5 s in
    // which service is to be back. Linux flushes a whole disk at once, and since 5.8 says when it cannot.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    // Hot tables are updated in place by the thousand a second; the default waits for a fifth of a
    // table to be dead.
    autovacuum_vacuum_scale_factor: 0.05,
    log_min_duration_statement: '2s',
    log_lock_waits: 'on',
    log_line_prefix: "'%m [%p] %a '",
    timezone: 'UTC',
    ...(throwAway
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }),
  };
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/**
 * A sixteenth of the memory that there is for us. With less, pages of hot tables leave it and come back, and what the
 * system then writes to the disk keeps flushes waiting.
 */
function sharedMegabytes(): number {
  const octets = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.round(Math.min(1_024, Math.max(128, octets / 16 / 2 ** 20)));
}

/** The port that this server had last time when it is free, so that addresses stay the same. */
export async function choosePort(place: Place): Promise<number> {
  const path = join(place.directory, 'port');
  const last = Number(await readFile(path, 'utf8').catch(() => '0'));
  const port = (last > 0 ? await bind(last) : undefined) ?? (await bind(0)) ?? 0;
  await writeFile(path, String(port));
  return port;
}

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const chosen = (server.address() as AddressInfo).port;
      server.close(() => resolve(chosen));
    });
  });
}

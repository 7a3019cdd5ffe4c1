// What a stretch of work costs: processor time of this process and of PostgreSQL, memory, and what was
// written to the log.

import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';

export type Cost = {
  readonly nodeSeconds: number;
  /** Null when PostgreSQL runs on another machine, or on one without /proc. */
  readonly postgresSeconds: number | null;
  readonly peakMemoryOctets: number;
  readonly peakHeapOctets: number;
  /** Of the whole database. PostgreSQL's backends report about once a second, so it is not exact. */
  readonly transactions: number;
  /** Written to the log that makes commits durable, by the whole server. */
  readonly walOctets: number;
};

export const NO_COST: Cost = {
  nodeSeconds: 0,
  postgresSeconds: 0,
  peakMemoryOctets: 0,
  peakHeapOctets: 0,
  transactions: 0,
  walOctets: 0,
};

export const sumOfCosts = (left: Cost, right: Cost): Cost => ({
  nodeSeconds: left.nodeSeconds + right.nodeSeconds,
  postgresSeconds:
    left.postgresSeconds === null || right.postgresSeconds === null
      ? null
      : left.postgresSeconds + right.postgresSeconds,
  peakMemoryOctets: Math.max(left.peakMemoryOctets, right.peakMemoryOctets),
  peakHeapOctets: Math.max(left.peakHeapOctets, right.peakHeapOctets),
  transactions: left.transactions + right.transactions,
  walOctets: left.walOctets + right.walOctets,
});

export type Meters = {
  /** Gives what reads the meters and ends them. The signal ends them where nobody will come to read. */
  start(signal?: AbortSignal): Promise<() => Promise<Cost>>;
};

const MEMORY_INTERVAL_MILLISECONDS = 50;

export async function createMeters(pool: Pool): Promise<Meters> {
  const postmaster = await findPostmaster(pool);
  return {
    async start(signal) {
      const written = await readWritten(pool);
      const memory = watchMemory(signal);
      const postgresAtStart = postgresSeconds(postmaster);
      const nodeAtStart = process.cpuUsage();
      return async () => {
        const { user, system } = process.cpuUsage(nodeAtStart);
        const postgresAtEnd = postgresSeconds(postmaster);
        const writtenSince = await readWritten(pool);
        return {
          nodeSeconds: (user + system) / 1e6,
          postgresSeconds:
            postgresAtStart === null || postgresAtEnd === null
              ? null
              : postgresAtEnd - postgresAtStart,
          ...memory.stop(),
          transactions: writtenSince.transactions - written.transactions,
          walOctets: writtenSince.walOctets - written.walOctets,
        };
      };
    },
  };
}

async function readWritten(pool: Pool): Promise<Pick<Cost, 'transactions' | 'walOctets'>> {
  const { rows } = await pool.query<{ transactions: number; wal: number }>(
    `select xact_commit as transactions, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as wal
     from pg_stat_database where datname = current_database()`,
  );
  const [written] = rows;
  return { transactions: written?.transactions ?? 0, walOctets: written?.wal ?? 0 };
}

function watchMemory(signal: AbortSignal | undefined) {
  let peakMemoryOctets = 0;
  let peakHeapOctets = 0;
  const look = (): void => {
    const { rss, heapUsed } = process.memoryUsage();
    peakMemoryOctets = Math.max(peakMemoryOctets, rss);
    peakHeapOctets = Math.max(peakHeapOctets, heapUsed);
  };
  look();
  const timer = setInterval(look, MEMORY_INTERVAL_MILLISECONDS);
  signal?.addEventListener('abort', () => clearInterval(timer), { once: true });
  if (signal?.aborted === true) clearInterval(timer);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { peakMemoryOctets, peakHeapOctets };
    },
  };
}

/**
 * The process that all of PostgreSQL's descend from, when the server is on this machine. A backend shows
 * its client's port in its title, or that it came by the socket, so a process of another machine that has the same id is not taken for it.
 */
export async function findPostmaster(pool: Pool): Promise<number | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number; port: number | null }>(
      'select pg_backend_pid() as pid, inet_client_port() as port',
    );
    const [backend] = rows;
    if (backend === undefined) return null;
    const title = await readFile(`/proc/${backend.pid}/cmdline`, 'utf8').catch(() => '');
    if (
      !title.startsWith('postgres') ||
      !title.includes(backend.port === null ? '[local]' : `(${backend.port})`)
    )
      return null;
    return readProcess(backend.pid)?.parent ?? null;
  } finally {
    client.release();
  }
}

type Process = {
  readonly parent: number;
  readonly ownSeconds: number;
  /** Of its children that have ended. */
  readonly endedSeconds: number;
};

/** Linux shows processor time in hundredths of a second on every machine (USER_HZ). */
const TICKS_A_SECOND = 100;

function readProcess(pid: number): Process | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined; // it has ended
  }
}

/** Reads /proc/<pid>/stat (proc_pid_stat(5)): ppid, and utime, stime, cutime, cstime. */
export function parseStat(stat: string): Process {
  // The name in parentheses may itself have blanks and parentheses.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return {
    parent,
    ownSeconds: (user + system) / TICKS_A_SECOND,
    endedSeconds: (endedUser + endedSystem) / TICKS_A_SECOND,
  };
}

/** Read at once, not in turns: the work that is measured would go on meanwhile. It takes some milliseconds. */
export function postgresSeconds(postmaster: number | null): number | null {
  if (postmaster === null) return null;
  let seconds = 0;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const found = readProcess(pid);
    if (pid === postmaster) seconds += (found?.ownSeconds ?? 0) + (found?.endedSeconds ?? 0);
    else if (found?.parent === postmaster) seconds += found.ownSeconds;
  }
  return seconds;
}

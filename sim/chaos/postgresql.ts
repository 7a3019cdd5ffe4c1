// The embedded PostgreSQL of the store, from outside: who its processes are, and a word with it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

export type Postgresql = {
  /** The postmaster's process id, which its own file names. */
  postmaster(): number;
  /** Process ids of the connections that Largesse has open. */
  backends(): Promise<readonly number[]>;
  terminate(backend: number): Promise<void>;
  /** Gifts that are neither at home again nor arrived. */
  giftsUnderWay(): Promise<number>;
  /** Writes log segments until there is no room for another, or these are enough. */
  writeAhead(segments: number): Promise<void>;
};

type Role = { readonly user: string; readonly database: string };
const PRODUCT: Role = { user: 'largesse', database: 'largesse' };
const ADMINISTRATOR: Role = { user: 'keeper', database: 'postgres' };

export function postgresqlIn(data: string): Postgresql {
  const asked = join(data, 'postgresql');
  const note = join(asked, 'place');
  const directory = existsSync(note) ? readFileSync(note, 'utf8').trim() : asked;
  const pidFile = (): string[] =>
    readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n');

  const speak = async <Value>(role: Role, talk: (client: Client) => Promise<Value>) => {
    const client = new Client({
      ...role,
      host: '127.0.0.1',
      port: Number(pidFile()[3]),
      password: readFileSync(join(directory, 'password'), 'utf8'),
      application_name: 'chaos',
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await talk(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  return {
    postmaster: () => Number(pidFile()[0]),
    backends: () =>
      speak(PRODUCT, async (client) => {
        const { rows } = await client.query<{ pid: number }>(
          `select pid from pg_stat_activity
           where backend_type = 'client backend' and application_name <> 'chaos' order by pid`,
        );
        return rows.map(({ pid }) => pid);
      }),
    terminate: (backend) =>
      speak(ADMINISTRATOR, async (client) => {
        await client.query('select pg_terminate_backend($1)', [backend]);
      }),
    giftsUnderWay: () =>
      speak(PRODUCT, async (client) => {
        const { rows } = await client.query<{ count: string }>(
          `select count(*) from largesse.gift
           where state in ('asked', 'held', 'in_transit', 'declining')`,
        );
        return Number(rows[0]?.count);
      }),
    writeAhead: (segments) =>
      speak(ADMINISTRATOR, async (client) => {
        for (let written = 0; written < segments; written += 1) {
          await client.query(`select pg_create_restore_point('chaos')`);
          await client.query('select pg_switch_wal()');
        }
      }),
  };
}

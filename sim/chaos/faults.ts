// What is done to the product, one kind at a time.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Postgresql } from './postgresql.ts';
import type { Random } from './random.ts';
import type { Server } from './server.ts';
import type { Volume } from './volume.ts';

export const FAULT_KINDS = [
  'server_killed',
  'postmaster_killed',
  'both_killed',
  'backend_killed',
  'connection_terminated',
  'server_paused',
  'postmaster_paused',
  'backend_paused',
  'disk_full',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type Scene = {
  readonly server: Server;
  readonly postgresql: Postgresql;
  readonly volume: Volume;
  readonly random: Random;
};

/** Does it, and resolves at the moment from which the product should find its feet again. */
export const FAULTS: { readonly [kind in FaultKind]: (scene: Scene) => Promise<void> } = {
  async server_killed({ server }) {
    server.kill();
  },
  async postmaster_killed({ postgresql }) {
    process.kill(postgresql.postmaster(), 'SIGKILL');
  },
  /** What is left when the machine itself goes, but for the disk's own cache. */
  async both_killed({ server, postgresql }) {
    process.kill(postgresql.postmaster(), 'SIGKILL');
    server.kill();
  },
  /** PostgreSQL ends every other connection as well, for their shared memory may be broken. */
  async backend_killed(scene) {
    process.kill(await someBackend(scene), 'SIGKILL');
  },
  async connection_terminated(scene) {
    await scene.postgresql.terminate(await someBackend(scene));
  },
  async server_paused({ server, random }) {
    if (server.pid !== undefined) await pause(server.pid, random);
  },
  async postmaster_paused({ postgresql, random }) {
    await pause(postgresql.postmaster(), random);
  },
  async backend_paused(scene) {
    await pause(await someBackend(scene), scene.random);
  },
  /** Tables cannot grow, and then the log cannot either, on which PostgreSQL gives up. */
  async disk_full({ volume, postgresql, random }) {
    await volume.fill();
    try {
      await sleep(random.between(300, 1_000));
      await postgresql.writeAhead(200).catch(() => undefined); // ends in the middle, as it should
      await sleep(random.between(300, 1_000));
    } finally {
      await volume.free();
    }
  },
};

const someBackend = async ({ postgresql, random }: Scene): Promise<number> =>
  random.pick(await postgresql.backends());

async function pause(pid: number, random: Random): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(random.between(1_000, 3_000));
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

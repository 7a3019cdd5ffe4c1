// The product as people run it, in a process of its own, started again whenever it is gone.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Record } from './record.ts';

export type Address = { readonly url: string; readonly gyPort: number };

export type Server = {
  /** Where it answers; undefined while it is gone. */
  readonly address: Address | undefined;
  readonly pid: number | undefined;
  /** Ends it as `kill -9` does. It is started again at once, as whatever supervises it would. */
  kill(): void;
  /** Asks it to end, and gives its exit code; undefined when it had to be killed. */
  stop(): Promise<number | undefined>;
};

type Said = { event?: string; url?: string; gyPort?: number };

const START_SECONDS = 60;
const STOP_SECONDS = 30;
const ROOT = join(import.meta.dirname, '..', '..');

export type ServerOptions = {
  /** The folder of its store. */
  readonly data: string;
  /** The file that gets what it complains of. */
  readonly log: string;
  /** What it finds in its environment beside our own. */
  readonly environment: { readonly [name: string]: string };
  readonly record: Record;
};

/** Starts it, and resolves when it answers for the first time; rejects when it never does. */
export async function startServer({
  data,
  log,
  environment,
  record,
}: ServerOptions): Promise<Server> {
  const complaints = createWriteStream(log, { flags: 'a' });
  let child: ChildProcess;
  let address: Address | undefined;
  let isWanted = true;
  let isKilled = false;
  let ready: () => void;
  const firstReady = new Promise<void>((resolve) => {
    ready = resolve;
  });

  const hear = (from: ChildProcess, line: string): void => {
    const { event, url, gyPort } = JSON.parse(line) as Said;
    if (event === 'ready' && url !== undefined && gyPort !== undefined && from === child) {
      address = { url, gyPort };
      ready();
    }
  };

  const start = (): void => {
    const started = spawn(process.execPath, ['src/main/cli.ts', 'start', ...given(data)], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    isKilled = false;
    started.stderr.pipe(complaints, { end: false });
    createInterface({ input: started.stdout }).on('line', (line) => hear(started, line));
    started.once('exit', (code, signal) => {
      address = undefined;
      if (!isWanted) return;
      if (!isKilled) record.wrong(`the server ended by itself (${signal ?? code}); see ${log}`);
      // One that cannot even start shall not fill the log.
      setTimeout(() => isWanted && start(), isKilled ? 0 : 500);
    });
  };

  const server: Server = {
    get address() {
      return address;
    },
    get pid() {
      return child.pid;
    },
    kill() {
      address = undefined; // what it says from now on comes from the dead
      isKilled = true;
      child.kill('SIGKILL');
    },
    async stop() {
      isWanted = false;
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? undefined;
      const ended = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const outcome = await Promise.race([
        ended,
        sleep(STOP_SECONDS * 1_000, undefined, { ref: false }),
      ]);
      if (outcome === undefined) child.kill('SIGKILL');
      return outcome?.[0] ?? undefined;
    },
  };
  start();
  const late = sleep(START_SECONDS * 1_000, 'late' as const, { ref: false });
  if ((await Promise.race([firstReady, late])) !== 'late') return server;
  await server.stop();
  throw new Error(`the server was not ready in ${START_SECONDS} s; see ${log}`);
}

const given = (data: string): string[] => [
  '--data',
  data,
  '--port',
  '0',
  '--gy-port',
  '0',
  '--nchf-port',
  '0',
  '--undo-window',
  '1',
  '--json',
];

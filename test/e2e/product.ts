// The whole product as people run it, started by the test on a store of its own.

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

// Lines of the demo carrier: one with plenty, one that can be found, one with nothing left.
export const GIVER = '+16135550101';
export const RECEIVER = '+16135550112';
export const POOR = '+447700900001';
/** Another who has plenty, and is nobody's family here. */
export const NEIGHBOUR = '+16135550111';
/** Of the giver's own family. */
export const RELATIVE = '+16135550102';

/** Long enough to undo in, short enough to wait for. */
const UNDO_SECONDS = 12;

const PROJECT = join(import.meta.dirname, '..', '..');
const START_MILLISECONDS = 120_000;
const CODE_MILLISECONDS = 10_000;
/** By itself it gives up after thirty seconds, and says what it waited for. */
const STOP_MILLISECONDS = 60_000;

export type Product = {
  readonly origin: string;
  readonly gyPort: number;
  /** The folder of its store. */
  readonly data: string;
  /** Runs a command of the carrier's staff on the same store. Answers with what it says. */
  command(...words: readonly string[]): Promise<string>;
  /** Puts a policy in force that differs from the one in force by these rules. */
  policy(rules: object): Promise<void>;
  /** The next code sent to a number. Ask before the app does, else it may be gone already. */
  nextCode(msisdn: string): Promise<string>;
  stop(): Promise<void>;
};

type Said = {
  readonly url?: string;
  readonly gyPort?: number;
  readonly to?: string;
  readonly code?: string;
};

export async function startProduct({ undoSeconds = UNDO_SECONDS } = {}): Promise<Product> {
  const data = await mkdtemp(join(tmpdir(), 'largesse-e2e-'));
  const child = spawn(process.execPath, command(data, undoSeconds), {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (text: Buffer) => complaints.push(text.toString()));
  const listeners = new Set<(said: Said) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = parse(line);
    for (const listener of listeners) listener(said);
  });

  const next = <Found>(
    what: string,
    milliseconds: number,
    find: (said: Said) => Found | undefined,
  ): Promise<Found> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        listeners.delete(listen);
        child.off('exit', onExit);
      };
      const fail = (why: string): void => {
        end();
        reject(new Error(`${what}: ${why}\n${complaints.join('')}`));
      };
      const onExit = (): void => fail('the product has ended');
      const timer = setTimeout(() => fail('not said in time'), milliseconds);
      const listen = (said: Said): void => {
        const found = find(said);
        if (found === undefined) return;
        end();
        resolve(found);
      };
      listeners.add(listen);
      child.once('exit', onExit);
    });

  const { url, gyPort } = await next('its address', START_MILLISECONDS, (said) =>
    said.url === undefined || said.gyPort === undefined
      ? undefined
      : { url: said.url, gyPort: said.gyPort },
  );
  const ask: Product['command'] = (...words) => runCommand([...words, '--data', data, '--json']);
  return {
    origin: url,
    gyPort,
    data,
    command: ask,
    policy: (rules) => putInForce(ask, data, rules),
    nextCode: (msisdn) =>
      next(`a code for ${msisdn}`, CODE_MILLISECONDS, (said) =>
        said.to === msisdn ? said.code : undefined,
      ),
    stop: async () => {
      const isStopped = await stopChild(child);
      await rm(data, { recursive: true, force: true });
      if (!isStopped)
        throw new Error(`the product does not stop when it is asked to\n${complaints.join('')}`);
    },
  };
}

const command = (data: string, undoSeconds: number): string[] => [
  'src/main/cli.ts',
  'start',
  '--port',
  '0',
  '--gy-port',
  '0',
  '--nchf-port',
  '0',
  '--operations-port',
  '0',
  '--partner-port',
  '0',
  '--undo-window',
  String(undoSeconds),
  '--data',
  data,
  '--json',
];

async function runCommand(words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['src/main/cli.ts', ...words], {
    cwd: PROJECT,
  });
  return stdout;
}

/** As a carrier does it: drafted by one person, published by another. */
async function putInForce(run: Product['command'], data: string, rules: object): Promise<void> {
  const { inForce } = JSON.parse(await run('policy', 'show')) as { inForce: Policy[] };
  const [current] = inForce;
  if (current === undefined) throw new Error('a carrier has a policy');
  const { id, version: _, effectiveFrom: __, ...body } = current;
  const file = join(data, 'policy-of-test.json');
  await writeFile(file, JSON.stringify({ ...body, ...rules }));
  const drafted = await run('policy', 'draft', file, '--by', 'drafter', '--policy', id);
  const { draftId } = JSON.parse(drafted) as { draftId: string };
  await run('policy', 'publish', draftId, '--by', 'publisher');
}

type Policy = { readonly id: string; readonly version: number; readonly effectiveFrom: number };

function parse(line: string): Said {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return {}; // A line for people, not for programs.
  }
}

/** Whether it stopped by itself. One that does not is killed, so that it keeps no test from ending. */
async function stopChild(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await ended;
  clearTimeout(late);
  return child.signalCode !== 'SIGKILL' && child.exitCode === 0;
}

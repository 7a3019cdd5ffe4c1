// The command line as people and scripts use it, on a data folder of its own.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, silentLog, type Store } from '../../src/db/public.ts';
import { runCommandLine } from '../../src/main/command-line.ts';

export type Run = { readonly code: number | null; readonly out: string; readonly err: string };

export function largesse(...words: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/main/cli.ts', ...words], {
      env: { ...process.env, DATABASE_URL: '', LARGESSE_LOG: 'silent' },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** What only asks for help, or is wrong usage: answered as by the command line, without a process for each. */
export async function explained(...words: string[]): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runCommandLine(words, {
    writeOut: (text) => (out += text),
    writeErr: (text) => (err += text),
  });
  return { code: code ?? null, out, err };
}

export const lastLine = ({ out }: Run): Record<string, unknown> =>
  JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;

export const codeOf = (run: Run): string => {
  const { error } = lastLine(run) as { error?: { code: string } };
  return `${run.code} ${error?.code ?? 'done'}`;
};

export type CliScene = {
  /** A folder for files of the test's own. */
  readonly folder: string;
  readonly store: Store;
  /** Runs a command on the scene's store, answered in JSON. */
  run(...words: string[]): Promise<Run>;
  /** The same in words. */
  say(...words: string[]): Promise<Run>;
  close(): Promise<void>;
};

/** With the demo carrier. The store stays open meanwhile, so that no command has to start its server. */
export async function openCliScene(): Promise<CliScene> {
  const folder = await mkdtemp(join(tmpdir(), 'largesse-cli-'));
  const data = join(folder, 'data');
  const store = await openStore({
    databaseUrl: undefined,
    dataDirectory: data,
    log: silentLog,
    holdsProcess: false,
  });
  const say: CliScene['say'] = (...words) => largesse(...words, '--data', data);
  const run: CliScene['run'] = (...words) => say(...words, '--json');
  const seeded = await run('carrier', 'seed', '--undo-window', '0');
  if (seeded.code !== 0) throw new Error(seeded.err);
  return {
    folder,
    store,
    run,
    say,
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

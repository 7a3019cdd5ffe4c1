// Programs of others that Largesse is tried against. They come with the system (Debian's erlang-diameter,
// freediameter and tshark), and a machine may not have them: then a test says so and is skipped.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** What `test` takes as its `skip`: a reason when one of them is missing, else false. */
export function skipWithout(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? false : `not on this machine: ${missing.join(', ')}`;
}

/** A folder that is gone after the test. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'largesse-third-party-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export type Ran = { readonly code: number | null; readonly out: string };

/** Runs a program to its end. */
export async function run(
  program: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly told?: (line: string) => void } = {},
): Promise<Ran> {
  const child = spawn(program, words, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const out = linesOf(child, options.told);
  const [code] = (await once(child, 'close', { signal: AbortSignal.timeout(60_000) })) as [
    number | null,
  ];
  return { code, out: out() };
}

/** Runs a program until the test is over. */
export function serve(
  context: TestContext,
  program: string,
  words: readonly string[],
): { readonly said: () => string } {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  context.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return { said: linesOf(child) };
}

function linesOf(child: ChildProcess, told?: (line: string) => void): () => string {
  let out = '';
  let rest = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      rest += text;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) told?.(line);
    });
  return () => out;
}

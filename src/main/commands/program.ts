// Runs a program that is not part of the server, as a process of its own: the server knows nothing of the
// simulator, and imports none of it.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { PROJECT } from '../configuration.ts';

export type Said = { readonly [name: string]: string | boolean | undefined };

/**
 * Runs a program of this project on the pinned Node with these options, and gives its exit code. What
 * others must not read goes to it by the environment: everybody on a machine may read arguments.
 */
export async function runProgram(
  program: string,
  options: Said,
  environment: { readonly [name: string]: string } = {},
  words: readonly string[] = [],
): Promise<number> {
  const typed = [...words, ...asTyped(options)];
  const child = spawn(process.execPath, [...process.execArgv, `${PROJECT}${program}`, ...typed], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // A terminal gives Ctrl-C to the child as well; passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

/** `{ manyLines: '5', json: true }` as it was typed: `--many-lines=5 --json`. */
export const asTyped = (options: Said): string[] =>
  Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [value === true ? option : `${option}=${value}`];
  });

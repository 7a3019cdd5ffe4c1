// What a command is given as a file.

import { readFile } from 'node:fs/promises';
import { Refused } from '../outcome.ts';

/** Ends the command with why, where it cannot be read or is not JSON. */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Refused({ code: 'file_unreadable' }, `${file} cannot be read: ${String(error)}`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Refused({ code: 'file_not_json' }, `${file} is not JSON: ${String(error)}`);
  }
}

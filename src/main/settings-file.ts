// A JSON file that sets a door up, and the files that it names.

import { readFile } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { Fault } from '../kernel/public.ts';

type Door = 'gy' | 'nchf';

/** Throws a Fault where it cannot be read. */
export async function readSettingsText(path: string, door: Door): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault(`${door}_settings_unreadable`, `${path} cannot be read`, {
      retry: 'useless',
      cause,
    });
  }
}

/** Throws a Fault that names what is wrong with the file. */
export function checkedFile<Schema extends TSchema>(
  path: string,
  text: string,
  schema: Schema,
  door: Door,
): Static<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrongFile(path, door, 'it is not JSON', cause);
  }
  const [first] = Errors(schema, value);
  if (first !== undefined)
    throw wrongFile(
      path,
      door,
      `${first.instancePath === '' ? 'the file' : first.instancePath} ${first.message}`,
    );
  return value as Static<Schema>;
}

export const wrongFile = (path: string, door: Door, why: string, cause?: unknown): Fault =>
  new Fault(`${door}_settings_wrong`, `${path}: ${why}`, { retry: 'useless', cause });

// Everything that the environment may say. Nobody else reads it.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

export type StorePlace = {
  /** A team's own PostgreSQL; else the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Where the embedded one keeps its data. */
  readonly dataDirectory: string;
};

/** An option given on the command line goes before the environment. */
export function storePlace(options: { data?: string; databaseUrl?: string }): StorePlace {
  const { DATABASE_URL, LARGESSE_DATA } = process.env;
  // A folder that is named asks for the embedded server, whatever the environment says.
  const databaseUrl =
    options.databaseUrl ?? (options.data === undefined ? DATABASE_URL : undefined);
  return {
    databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
    dataDirectory: resolve(options.data ?? LARGESSE_DATA ?? `${PROJECT}.largesse`),
  };
}

export const logLevel = (): string => process.env['LARGESSE_LOG'] ?? 'warn';

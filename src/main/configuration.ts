// Everything that the environment may say. Nobody else reads it.

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

export const { version: VERSION } = JSON.parse(readFileSync(`${PROJECT}package.json`, 'utf8')) as {
  readonly version: string;
};

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

/** Where traces go, by the name that OpenTelemetry gave the setting. Without it there are none. */
export function tracesEndpoint(): string | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: disabled } = process.env;
  return endpoint === '' || disabled === 'true' ? undefined : endpoint;
}

/** Who reads, where a command shows what is somebody's. */
export const staffName = (): string => process.env['LARGESSE_STAFF'] ?? userInfo().username;

/** What logs show of who somebody is: `hashed` (the default), `hidden`, or `shown`. */
export const personalDataInLogs = (): string => process.env['LARGESSE_LOG_PERSONAL'] ?? 'hashed';

/** Hashes agree between processes that share this secret; without it, within one process. */
export const logSecret = (): string | undefined => process.env['LARGESSE_LOG_SECRET'];

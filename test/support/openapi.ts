// The descriptions of the HTTP APIs, made from the routes themselves. `npm run openapi` writes them to
// docs/reference; a test compares.

import { readFile, writeFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { format } from 'prettier';
import { createApp } from '../../src/interfaces/app/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { createPartnership } from '../../src/main/partners.ts';

const FOLDER = new URL('../../docs/reference/', import.meta.url);

/** Where each API describes itself. */
const DOORS = {
  'app-api': '/api/v1/openapi.json',
  tmf654: '/tmf-api/prepayBalanceManagement/v4/openapi.json',
  camara: '/device-data-volume/v0.2/openapi.json',
  webhooks: '/webhooks/v1/openapi.json',
} as const;

export type ApiName = keyof typeof DOORS;
export const API_NAMES = Object.keys(DOORS) as readonly ApiName[];

/** Routes are only described here, so what they work with is never touched. */
const UNTOUCHED = {} as never;

export async function renderOpenApi(): Promise<{ readonly [name in ApiName]: string }> {
  const log = pino({ level: 'silent' });
  const app = await createApp({ services: { clock: systemClock } as never, log });
  const { app: partners } = await createPartnership({
    store: { schema: 'none', parts: 1 } as never,
    clock: systemClock,
    directory: UNTOUCHED,
    ledger: UNTOUCHED,
    gifting: UNTOUCHED,
    log,
    timeZone: 'UTC',
    carrierId: 'none',
    innerNetworks: [],
  });
  const read = async (name: ApiName): Promise<string> => {
    const door = (name === 'app-api' ? app : partners) as unknown as FastifyInstance;
    const answer = await door.inject({ url: DOORS[name] });
    if (answer.statusCode !== 200) throw new Error(`${name} does not describe itself`);
    return format(answer.body, { parser: 'json', printWidth: 100 });
  };
  const texts = await Promise.all(API_NAMES.map(async (name) => [name, await read(name)] as const));
  await Promise.all([app.close(), partners.close()]);
  return Object.fromEntries(texts) as { readonly [name in ApiName]: string };
}

const fileOf = (name: ApiName): URL => new URL(`${name}.json`, FOLDER);

export const readOpenApi = (name: ApiName): Promise<string> =>
  readFile(fileOf(name), 'utf8').catch(() => '');

export async function writeOpenApi(): Promise<void> {
  for (const [name, text] of Object.entries(await renderOpenApi()))
    await writeFile(fileOf(name as ApiName), text);
}

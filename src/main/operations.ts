// The operations door: what machines that run machines ask. It has no credentials of its own and says
// nothing of who a subscriber is, and it listens on this machine alone unless told otherwise.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../kernel/public.ts';
import type { Metrics } from '../observe/public.ts';
import { Refused } from './outcome.ts';

/** Where OpenTelemetry's own Prometheus exporters listen. */
export const OPERATIONS_PORT = 9464;

export type Check = { readonly ok: boolean; readonly detail?: string };
export type Checks = { readonly [name: string]: Check };

export type OperationsOptions = {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** Whether work may be sent here, thing by thing. */
  readonly readiness: () => Promise<Checks>;
  readonly peers: () => object;
  readonly sessions: (asked: SessionsAsked) => Promise<unknown>;
};

export type SessionsAsked = { readonly line?: string; readonly limit: number };

export type Operations = { readonly port: number; close(): Promise<void> };

export const SESSIONS_LIMIT = { usual: 100, most: 10_000 } as const;

type Answer = { readonly status: number; readonly type: string; readonly body: string };
type Path = (query: URLSearchParams) => Answer | Promise<Answer>;

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value)}\n`,
});

export async function openOperations(options: OperationsOptions): Promise<Operations> {
  const startedAt = performance.now();
  const paths: { readonly [path: string]: Path } = {
    /** The process lives and its event loop turns. Whoever does not get this starts another. */
    '/health': () =>
      json(200, { status: 'alive', seconds: Math.floor((performance.now() - startedAt) / 1_000) }),
    /** Whoever does not get 200 sends its work elsewhere, and leaves this process alone. */
    '/ready': async () => {
      const checks = await options.readiness();
      const isReady = Object.values(checks).every(({ ok }) => ok);
      return json(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not_ready', checks });
    },
    '/metrics': async () => {
      const { contentType, body } = await options.metrics.text();
      return { status: 200, type: contentType, body };
    },
    '/peers': () => json(200, options.peers()),
    '/sessions': async (query) => {
      const line = query.get('line');
      const limit = Number(query.get('limit') ?? SESSIONS_LIMIT.usual);
      if (!Number.isInteger(limit) || limit < 1 || limit > SESSIONS_LIMIT.most)
        return json(400, { error: { code: 'limit_invalid', message: 'limit is from 1 to 10000' } });
      const asked = { limit, ...(line === null ? {} : { line }) };
      return json(200, { sessions: await options.sessions(asked) });
    },
  };
  const server = createServer((request, response) => void serve(paths, request, response));
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  paths: { readonly [path: string]: Path },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerTo(paths, request).catch(answerThrown);
  response
    .writeHead(answer.status, {
      'content-type': answer.type,
      'content-length': Buffer.byteLength(answer.body),
      'cache-control': 'no-store',
    })
    .end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(
  paths: { readonly [path: string]: Path },
  { method, url }: IncomingMessage,
): Promise<Answer> {
  const address = new URL(`http://operations${url ?? '/'}`);
  if (method !== 'GET' && method !== 'HEAD')
    return json(405, { error: { code: 'method_not_allowed', message: 'only GET and HEAD' } });
  const path = Object.hasOwn(paths, address.pathname) ? paths[address.pathname] : undefined;
  if (path === undefined)
    return json(404, {
      error: { code: 'not_found', message: `there is ${Object.keys(paths).join(', ')}` },
    });
  return path(address.searchParams);
}

function answerThrown(thrown: unknown): Answer {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Refused) return json(404, { error: { ...thrown.refusal, message } });
  const code = thrown instanceof Fault ? thrown.code : 'unexpected';
  return json(503, { error: { code, message } });
}

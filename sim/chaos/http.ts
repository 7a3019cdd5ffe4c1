// One person's way to the app API: an address of their own, a cookie, and patience.

import { request } from 'node:http';
import type { Server } from './server.ts';

export type Answer = {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: unknown;
};

export type Asking = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: { readonly [name: string]: string };
};

const ANSWER_MILLISECONDS = 15_000;

/**
 * Asks once. Undefined when there was no answer. On Linux every person comes from an address of their
 * own (all of 127.0.0.0/8 is the machine itself), because the door counts requests by address.
 */
export function askAs(
  person: number,
  server: Server,
): (asking: Asking) => Promise<Answer | undefined> {
  const localAddress = process.platform === 'linux' ? `127.0.0.${10 + person}` : undefined;
  return ({ method, path, body, headers = {} }) =>
    new Promise((resolve) => {
      const { address } = server;
      if (address === undefined) return resolve(undefined);
      const text = body === undefined ? undefined : JSON.stringify(body);
      const sending = request(
        `${address.url}/api/v1${path}`,
        {
          method,
          agent: false,
          ...(localAddress === undefined ? {} : { localAddress }),
          headers: {
            ...headers,
            ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          },
          signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', () => resolve(undefined));
          response.on('end', () => {
            const { statusCode: status = 0, headers: told } = response;
            resolve({ status, headers: told, body: read(Buffer.concat(chunks).toString()) });
          });
        },
      );
      sending.on('error', () => resolve(undefined));
      sending.end(text);
    });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

// Asks a running server through its operations door.

import { InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../kernel/public.ts';
import { OPERATIONS_PORT } from '../operations.ts';
import { Refused } from '../outcome.ts';

export type ServerOptions = { operations: string };

export const operationsOption = (): Option =>
  new Option('--operations <host:port>', 'operations door of the running server')
    .env('LARGESSE_OPERATIONS')
    .default(`127.0.0.1:${OPERATIONS_PORT}`)
    .argParser(operationsArgument);

export function operationsArgument(typed: string): string {
  const address = /^\d+$/.test(typed) ? `127.0.0.1:${typed}` : typed;
  if (!/^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i.test(address))
    throw new InvalidArgumentError('Write a host and a port, such as 127.0.0.1:9464.');
  return address;
}

/** Throws the Fault `server_not_running` where nobody listens, and the Refused that the server answered. */
export async function askServer(address: string, path: string): Promise<unknown> {
  const response = await fetch(`http://${address}${path}`, {
    signal: AbortSignal.timeout(15_000),
  }).catch((cause: unknown) => {
    throw new Fault(
      'server_not_running',
      `no server answers at ${address}: start one with \`largesse start\`, or say where it is with --operations`,
      { retry: 'safe', cause },
    );
  });
  const answer = (await response.json().catch(() => ({}))) as {
    readonly error?: { readonly code: string; readonly message: string };
  };
  if (response.ok) return answer;
  const { code = 'unexpected', message = `${address} answered ${response.status}` } =
    answer.error ?? {};
  if (response.status < 500) throw new Refused({ code }, message);
  throw new Fault(code, message, { retry: 'safe' });
}

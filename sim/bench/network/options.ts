// What a run of `bench gy` or `bench nchf` is asked to do.

import { parseArgs } from 'node:util';
import { UsageError } from '../options.ts';

export type NetworkBenchOptions = {
  readonly door: 'gy' | 'nchf';
  /** How long the peak is measured, and after it half of the peak. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Plays so many requests and looks at the server's memory on the way, instead of measuring rates. */
  readonly requests: number | undefined;
  /** How many are played at once. */
  readonly sessions: number;
  readonly connections: number;
  readonly lines: number;
  /** A server that runs already, instead of one made for the run. */
  readonly target: { readonly host: string; readonly port: number } | undefined;
  readonly json: boolean;
};

export const NETWORK_DEFAULTS = {
  seconds: 10,
  warmUpSeconds: 3,
  sessions: 1_000,
  connections: 4,
  lines: 20_000,
} as const;

export function parseNetworkOptions(given: readonly string[]): NetworkBenchOptions {
  const { values, positionals } = readArguments(given);
  const [door] = positionals;
  if (door !== 'gy' && door !== 'nchf') throw new UsageError('say which door: gy or nchf');
  const number = (name: keyof typeof NETWORK_DEFAULTS, least: number, most: number): number => {
    const said = values[name];
    const value = said === undefined ? NETWORK_DEFAULTS[name] : Number(said);
    if (said?.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new UsageError(`--${name} is a whole number from ${least} to ${most}`);
    return value;
  };
  const sessions = number('sessions', 1, 50_000);
  if (values.requests !== undefined && values.target !== undefined)
    throw new UsageError('--requests looks into a server of its own, and --target names another');
  return {
    door,
    seconds: number('seconds', 1, 3_600),
    warmUpSeconds: NETWORK_DEFAULTS.warmUpSeconds,
    requests: values.requests === undefined ? undefined : requestsOf(values.requests),
    sessions,
    connections: Math.min(sessions, number('connections', 1, 100)),
    lines: number('lines', 1, 1_000_000),
    target: values.target === undefined ? undefined : targetOf(values.target),
    json: values.json ?? false,
  };
}

function requestsOf(said: string): number {
  const requests = Number(said);
  if (said.trim() === '' || !Number.isInteger(requests) || requests < 1_000 || requests > 1e9)
    throw new UsageError('--requests is a whole number from 1000 to 1000000000');
  return requests;
}

function targetOf(said: string): { host: string; port: number } {
  const at = said.lastIndexOf(':');
  const port = Number(said.slice(at + 1));
  if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError('--target is host:port, such as 127.0.0.1:3868');
  return { host: said.slice(0, at), port };
}

function readArguments(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        seconds: { type: 'string' },
        warmUpSeconds: { type: 'string' },
        requests: { type: 'string' },
        sessions: { type: 'string' },
        connections: { type: 'string' },
        lines: { type: 'string' },
        target: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

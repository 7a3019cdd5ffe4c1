// Who is connected, for the person on call.

import type { Socket } from 'node:net';
import type { Instant } from '../../../kernel/public.ts';

export type ConnectionStatus = {
  readonly address: string;
  readonly protocol: 'h2' | 'http/1.1';
  readonly state: 'open';
  readonly connectedAt: Instant;
  readonly outstandingRequests: number;
};

export type OpenConnection = { -readonly [Name in keyof ConnectionStatus]: ConnectionStatus[Name] };

/** Keyed by their sockets. */
export class Connections {
  readonly #open = new Map<object, OpenConnection>();
  readonly #now: () => Instant;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  opened(
    key: object,
    protocol: ConnectionStatus['protocol'],
    { remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>,
  ): OpenConnection {
    const connection: OpenConnection = {
      address: `${remoteAddress ?? 'unknown'}:${remotePort ?? 0}`,
      protocol,
      state: 'open',
      connectedAt: this.#now(),
      outstandingRequests: 0,
    };
    this.#open.set(key, connection);
    return connection;
  }

  closed(key: object): void {
    this.#open.delete(key);
  }

  /** A request began or ended: `change` is 1 or -1. */
  count(key: object, change: number): void {
    const connection = this.#open.get(key);
    if (connection !== undefined) connection.outstandingRequests += change;
  }

  list(): readonly ConnectionStatus[] {
    return [...this.#open.values()].map((connection) => ({ ...connection }));
  }
}

// Stops so that nothing outside can keep the process from ending.
//
// Node's own close of an HTTP server waits for every connection on which no request was ever sent, and a
// browser opens such connections ahead of need: one page left open somewhere would be enough.

import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SECOND } from '../kernel/public.ts';
import type { Log } from './log.ts';
import { EXIT } from './outcome.ts';

type Door = { readonly server: Server; close(): PromiseLike<unknown> };

/** How long answers that are under way may take. */
const ANSWERS_WITHIN = 5 * SECOND;

/**
 * To be called before the door listens. Gives what closes it: connections on which no answer is under way
 * are closed at once, others after their answer, and whichever is left after `answersWithin` milliseconds.
 */
export function leavingDoor(door: Door, answersWithin = ANSWERS_WITHIN): () => Promise<void> {
  const underWay = new Map<Socket, number>();
  let isLeaving = false;

  const count = (socket: Socket, change: number): void => {
    const before = underWay.get(socket);
    if (before === undefined) return; // It is gone.
    underWay.set(socket, before + change);
    if (isLeaving && before + change === 0) socket.destroySoon();
  };
  door.server.on('connection', (socket: Socket) => {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
    if (isLeaving) socket.destroy();
  });
  door.server.on('request', ({ socket }, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });

  return async () => {
    isLeaving = true;
    for (const [socket, answers] of underWay) if (answers === 0) socket.destroy();
    const late = setTimeout(() => door.server.closeAllConnections(), answersWithin);
    try {
      await door.close();
    } finally {
      clearTimeout(late);
    }
  };
}

/** How long all of stopping may take, the embedded database's included. */
const STOPPED_WITHIN = 30 * SECOND;

/**
 * Ends the process if it is not over by itself in time, and tells the log what it waited for. What was
 * acknowledged is durable, as after any other death.
 */
export function endIfNotStopped(log: Log, within = STOPPED_WITHIN): void {
  const end = (): void => {
    const waitsFor = process.getActiveResourcesInfo();
    log.error({ waitsFor }, 'did not stop in time: ending at once');
    process.exit(EXIT.fault);
  };
  setTimeout(end, within).unref();
}

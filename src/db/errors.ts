// Reads what PostgreSQL or the wire to it complained about. Codes are those of PostgreSQL's appendix A.

import { Fault, type Retry } from '../kernel/public.ts';

/** The five-letter SQLSTATE of an error that the server sent, else undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  const isServers = error instanceof Error && 'severity' in error;
  return isServers && typeof code === 'string' ? code : undefined;
}

/** Serialization failure or deadlock: nothing was done, and the same work may well succeed now. */
export const isCollision = (error: unknown): boolean =>
  ['40001', '40P01'].includes(sqlStateOf(error) ?? '');

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // A socket that is not there, or that more wait at than it takes.
  'ENOENT',
  'EAGAIN',
]);

// The driver gives some losses no code. These are the messages of pg 8 and pg-pool 3.
const LOST_MESSAGE =
  /^Connection terminated|^Client has encountered a connection error|^Query read timeout|timeout exceeded when trying to connect|not queryable|^Client was closed/;

/**
 * True when the connection is gone or of no more use: it broke, the server is shutting down
 * (57P01 to 57P03), or it speaks of the connection itself (class 08).
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlStateOf(error);
  if (state !== undefined) return state.startsWith('08') || /^57P0[1-5]$/.test(state);
  const code = (error as { code?: unknown }).code;
  return (typeof code === 'string' && SYSTEM_CODES.has(code)) || LOST_MESSAGE.test(error.message);
}

/** No connection came about (57P03: the server is starting), so nothing can have been done. */
const wasNeverThere = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOENT', 'EAGAIN'].includes(String((error as { code?: unknown }).code)) ||
  sqlStateOf(error) === '57P03' ||
  messageOf(error).endsWith('trying to connect');

/** A server without room (class 53) or a statement that waited too long: worth trying later. */
export function isOverload(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return state.startsWith('53') || state === '57014' || state === '55P03';
}

/**
 * The fault to throw for an error, or the error itself when it is neither. `whenLost` says what a lost
 * connection leaves behind: before the commit nothing, which is safe.
 */
export function asFault(error: unknown, whenLost: Retry = 'safe'): unknown {
  if (isConnectionLost(error))
    return new Fault('database_lost', `the database cannot be reached: ${messageOf(error)}`, {
      retry: wasNeverThere(error) ? 'safe' : whenLost,
      cause: error,
    });
  if (isOverload(error))
    return new Fault('database_busy', `the database is too busy: ${messageOf(error)}`, {
      retry: 'safe',
      cause: error,
    });
  return error;
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;

/** To standard error: standard output is the command's own. In words at a terminal, else as JSON. */
export function openLog(level: string): Log {
  if (!process.stderr.isTTY) return pino({ level }, pino.destination({ fd: 2, sync: true }));
  return pino({ level }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }));
}

import { InvalidArgumentError, type Command } from 'commander';
import { Fault } from '../../kernel/public.ts';
import { SESSIONS_LIMIT } from '../operations.ts';
import { findSessions, type ShownSession } from '../sessions.ts';
import { sizeText } from '../size.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';
import { askServer, operationsOption, type ServerOptions } from './operations-client.ts';

type SessionsOptions = StoreOptions & ServerOptions & { line?: string; limit: number };
type Found = { readonly sessions: readonly ShownSession[] };

export const sessionsCommand = (): Command =>
  storeCommand('sessions')
    .option('--line <msisdn>', 'only those of this line')
    .option('--limit <number>', 'at most so many', limitArgument, SESSIONS_LIMIT.usual)
    .addOption(operationsOption())
    .addHelpText(
      'after',
      '\nAsks the running server; where none runs, or --data or --database-url is given, the store\n' +
        'itself. Exits with 1 when no line has the number.',
    )
    .action((options: SessionsOptions) =>
      ending(options.json === true, () => showSessions(options)),
    );

async function showSessions(options: SessionsOptions): Promise<undefined> {
  const found = await find(options);
  if (options.json === true) {
    console.log(JSON.stringify(found));
    return;
  }
  for (const { accountId, session, contact, sequence, heldOctets, expiresAt } of found.sessions)
    console.log(
      `  ${String(accountId).padStart(15)}  ${session}\n` +
        `${' '.repeat(19)}${sizeText(heldOctets)} held until ${expiresAt}, request ${sequence}, ` +
        (contact ?? 'cannot be reached'),
    );
  const { length } = found.sessions;
  console.log(
    length === options.limit
      ? `${length} sessions, and maybe more (--limit)`
      : `${length} session${length === 1 ? '' : 's'}`,
  );
}

async function find(options: SessionsOptions): Promise<Found> {
  const { line, limit } = options;
  const wanted = { limit, ...(line === undefined ? {} : { line }) };
  const inStore = async (): Promise<Found> => ({
    sessions: await withGround(options, (ground) => findSessions(ground, wanted)),
  });
  if (options.data !== undefined || options.databaseUrl !== undefined) return inStore();
  const query = new URLSearchParams({
    limit: String(limit),
    ...(line === undefined ? {} : { line }),
  });
  try {
    return (await askServer(options.operations, `/sessions?${query.toString()}`)) as Found;
  } catch (error) {
    if (error instanceof Fault && error.code === 'server_not_running') return inStore();
    throw error;
  }
}

function limitArgument(typed: string): number {
  const limit = Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > SESSIONS_LIMIT.most)
    throw new InvalidArgumentError(`Write a whole number from 1 to ${SESSIONS_LIMIT.most}.`);
  return limit;
}

// The open charging sessions, for the person on call: of one line, or of all of them. Nothing of it says
// who a subscriber is: the line is shown by its account.

import type { Ledger, LedgerSession } from '../ledger/public.ts';
import { parseMsisdn } from '../subscribers/public.ts';
import { Refused } from './outcome.ts';
import type { Ground } from './ground.ts';

export type ShownSession = Omit<LedgerSession, 'expiresAt'> & { readonly expiresAt: string };

export type SessionsWanted = { readonly line?: string; readonly limit: number };

/** Refuses `msisdn_invalid` and its kin for what is no number, then `line_unknown`. */
export async function findSessions(
  ground: Pick<Ground, 'catalog' | 'directory'> & {
    readonly ledger: Pick<Ledger, 'listSessions' | 'sessionsOf'>;
  },
  { line, limit }: SessionsWanted,
): Promise<ShownSession[]> {
  const found =
    line === undefined
      ? await ground.ledger.listSessions({ limit })
      : await ground.ledger.sessionsOf([await accountOf(ground, line)]);
  return found.slice(0, limit).map(({ expiresAt, ...session }) => ({
    ...session,
    expiresAt: new Date(expiresAt).toISOString(),
  }));
}

async function accountOf(
  { catalog, directory }: Pick<Ground, 'catalog' | 'directory'>,
  typed: string,
): Promise<number> {
  const carrier = await catalog.carrier();
  const msisdn = parseMsisdn(typed, carrier?.country ?? 'CA');
  if (!msisdn.ok) throw new Refused(msisdn.refusal, `${typed} is not a phone number`);
  const line = await directory.lineBy('msisdn', msisdn.value);
  if (line === undefined)
    throw new Refused({ code: 'line_unknown' }, `no line has the number +${msisdn.value}`);
  return line.accountId;
}

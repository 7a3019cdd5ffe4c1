// A command's figures are checked by the types and, where they come from outside, by the doors. This is
// the last look before they queue with others: a figure that is none, or a name that PostgreSQL cannot
// keep, would stop a whole batch.

import { invariant, octets } from '../kernel/public.ts';
import type { Command, TallyLimits } from './command.ts';

/** Throws InvariantBroken for a command whose figures or names the ledger could not keep exactly. */
export function checkCommand(command: Command): void {
  if ('key' in command) checkName(command.key);
  if ('giftId' in command) checkName(command.giftId);
  invariant(Number.isSafeInteger(command.accountId), 'an account id is a safe integer');
  switch (command.name) {
    case 'charge':
      checkName(command.session);
      invariant(
        Number.isSafeInteger(command.sequence) && command.sequence >= 0,
        'a sequence counts from 0',
      );
      checkInstant(command.holdUntil);
      if (typeof command.contact === 'string') checkName(command.contact);
      for (const { slot, usedOctets, wantedOctets } of command.slots) {
        invariant(Number.isSafeInteger(slot) && slot >= 0, 'a slot is a number from 0');
        octets(usedOctets);
        if (typeof wantedOctets === 'number') octets(wantedOctets);
      }
      return;
    case 'grant':
      checkName(command.origin);
      octets(command.octets);
      checkInstant(command.validFrom);
      checkInstant(command.expiresAt);
      return;
    case 'hold_gift':
      octets(command.octets);
      octets(command.floorOctets);
      checkLimit(command.limit);
      checkInstant(command.holdUntil);
      return;
    case 'receive_gift':
      octets(command.capOctets);
      checkLimit(command.limit);
      for (const part of command.parts) {
        octets(part.octets);
        checkInstant(part.expiresAt);
      }
      return;
    case 'return_gift':
      for (const part of command.parts) octets(part.octets);
      return;
    case 'withdraw':
      checkName(command.reference);
      if (command.octets !== 'all') octets(command.octets);
      return;
    case 'release_gift':
    case 'settle_gift':
    case 'withdraw_gift':
    case 'lapse':
  }
}

function checkLimit(limits: TallyLimits): void {
  for (const { tally, maximumCount, maximumOctets } of [limits].flat()) {
    checkName(tally);
    invariant(Number.isSafeInteger(maximumCount) && maximumCount >= 0, 'a count is from 0');
    octets(maximumOctets);
  }
}

/** Text has no NUL in PostgreSQL, and half a surrogate pair would become the name of another. */
const checkName = (name: string): void =>
  invariant(name.isWellFormed() && !name.includes('\0'), 'a name is text that is kept as it is');

const checkInstant = (at: number): void =>
  invariant(Number.isFinite(at), 'an instant is a number of milliseconds');

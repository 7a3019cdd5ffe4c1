// The one port by which everything in Largesse tells a person something: it takes a message and returns at
// once. Messages of the same moment are kept together, so that telling costs a gift next to nothing.

import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, type Clock } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { Message } from './message.ts';
import type { Entry, Outbox } from './outbox/outbox.ts';

export type Messenger = {
  /** Takes a message to a person. Returns at once, and never throws. */
  readonly tell: (line: Line, message: Message) => void;
  /** Waits until all that was told is in the outbox, or that is given up. */
  close(): Promise<void>;
};

/** Told and not yet in the outbox: what a store that is away for a minute or two may leave behind. */
const HELD_AT_MOST = 20_000;
const BATCH = 500;
const MOMENT_MILLISECONDS = 50;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 5_000;
const TRIES_WHEN_CLOSING = 3;

/** A gift that lapses within two days of its coming was said to when it came. */
const REMIND_BEFORE = DAY;
const REMIND_IF_LONGER_THAN = 2 * DAY;

export function createMessenger(options: {
  outbox: Pick<Outbox, 'put'>;
  clock: Clock;
  log: { warn(about: object, words: string): void };
}): Messenger {
  const { outbox, clock, log } = options;
  const held: Entry[] = [];
  let dropped = 0;
  let closing = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // Those told in the same turn of the loop go together.
    await new Promise((resolve) => setImmediate(resolve));
    let failures = 0;
    while (held.length > 0) {
      const batch = held.slice(0, BATCH);
      try {
        await outbox.put(batch);
        held.splice(0, batch.length);
        failures = 0;
        // Many are told when many give: those of a moment share a commit. A code goes with the first.
        if (held.length > 0 && held.length < BATCH && !closing) await sleep(MOMENT_MILLISECONDS);
      } catch (error) {
        failures += 1;
        log.warn({ err: error, held: held.length }, 'messages could not be kept yet');
        if (closing && failures >= TRIES_WHEN_CLOSING) return;
        const pause = FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(failures - 1, 10);
        await sleep(Math.min(LONGEST_PAUSE_MILLISECONDS, pause), undefined, { ref: closing });
      }
    }
  }

  function hold(entry: Entry): void {
    if (held.length >= HELD_AT_MOST) {
      dropped += 1;
      // Powers of two only: a log that fills up helps nobody.
      if ((dropped & (dropped - 1)) === 0)
        log.warn({ dropped }, 'messages were dropped: too many wait to be kept');
      return;
    }
    held.push(entry);
    running ??= run().finally(() => {
      running = undefined;
    });
  }

  return {
    tell(line, message) {
      // A pool has an account and no number: it is nobody who could read.
      if (closing || line.msisdn === '') return;
      hold({ accountId: line.accountId, message });
      const reminder = reminderOf(line, message, clock.now());
      if (reminder !== undefined) hold(reminder);
    },
    async close() {
      closing = true;
      await running;
      if (held.length > 0) log.warn({ lost: held.length }, 'messages were not kept before the end');
    },
  };
}

/** A gift that arrives is spoken of again before it lapses. Whether there is any left is asked then. */
function reminderOf(line: Line, message: Message, now: number): Entry | undefined {
  if (message.about !== 'gift_arrived') return undefined;
  const { expiresAt, giftId } = message;
  if (expiresAt - now < REMIND_IF_LONGER_THAN) return undefined;
  return {
    accountId: line.accountId,
    message: { ...message, about: 'gift_expires_soon' },
    once: giftId,
    dueAt: expiresAt - REMIND_BEFORE,
    lapsesAt: expiresAt,
  };
}

// How spoiled messages reach a door, and what may become of each.

import type { Random } from './random.ts';

/**
 * `answered`: what was a request got its answer. `ended`: the door ended the connection, or the request, as it
 * may with what it cannot understand. `passed_over`: it asked for nothing. `unanswered` is the failure: nothing
 * came for so long that a network would have given up.
 */
export type Outcome = 'answered' | 'ended' | 'passed_over' | 'unanswered';

/** Longer than a door takes at most, be it for an answer or for ending a connection that says nothing. */
export const UNANSWERED_SECONDS = 20;

export type Sent = { readonly outcome: Outcome; readonly bytes: Buffer };

export type Sender = {
  /** Makes the message that this random source draws, sends it, and waits for what becomes of it. */
  send(random: Random): Promise<Sent>;
  /** A sound request, answered as it should be: the door is well. */
  isWell(): Promise<boolean>;
  close(): Promise<void>;
};

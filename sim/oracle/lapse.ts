// What happens by itself when its time has come.

import type { Hold, Line, Notebook, Piece } from './book.ts';

const DAY = 86_400_000;

/** Held octets go back where they came from; if their bucket has ended meanwhile, they expire there. */
export function giveBack(notebook: Notebook, { bucket, octets }: Piece, now: number): void {
  notebook.move(bucket, 'held', now < bucket.expiresAt ? 'available' : 'expired', octets);
}

export function lapseWhatIsDue(line: Line, notebook: Notebook, now: number): void {
  for (const gift of line.gifts.values()) if (isDue(gift, now)) lapse(gift, notebook, now, true);
  for (const session of line.sessions.values()) {
    // A session that held octets is kept for a day, so that a late report is still charged.
    if (isDue(session, now)) lapse(session, notebook, now, session.pieces.length === 0);
  }
  // Octets that a session holds stay usable after their bucket's end: they were granted in time.
  for (const bucket of line.buckets)
    if (bucket.expiresAt <= now) notebook.move(bucket, 'available', 'expired', bucket.available);
}

const isDue = (hold: Hold, now: number): boolean =>
  hold.closedAt === undefined && hold.expiresAt <= now;

function lapse(hold: Hold, notebook: Notebook, now: number, ends: boolean): void {
  for (const piece of hold.pieces) giveBack(notebook, piece, now);
  notebook.set(hold, 'pieces', []);
  notebook.set(hold, 'expiresAt', now + DAY);
  if (ends) notebook.set(hold, 'closedAt', now);
}

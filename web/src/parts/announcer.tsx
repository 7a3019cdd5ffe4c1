// Says aloud, to those who listen to the page, what others see happen.

import { useSyncExternalStore } from 'react';

type Announcement = { readonly text: string; readonly turn: number };

let current: Announcement = { text: '', turn: 0 };
const listeners = new Set<() => void>();

/** Has a screen reader say `text` when it has finished its sentence. */
export function announce(text: string): void {
  current = { text, turn: current.turn + 1 };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The region that is read. Stands once, outside everything that comes and goes. */
export function Announcer() {
  const { text, turn } = useSyncExternalStore(subscribe, () => current);
  // A new element each time, else the same words twice would be said once.
  return (
    <div className="only-heard" role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
}

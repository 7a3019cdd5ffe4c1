// The demo's way: nothing leaves the machine. A message is "sent" by lying in the outbox, where the page
// of the demo shows it.

import type { Way } from './way.ts';

export const createOutboxWay = (): Way => ({
  name: 'outbox',
  reaches: () => true,
  send: () => Promise.resolve({ outcome: 'taken' }),
  close: () => Promise.resolve(),
});

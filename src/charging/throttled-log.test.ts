import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThrottledLog } from './throttled-log.ts';

test('a thousand failures in a second are one line, and the next line counts them', () => {
  let now = 0;
  const lines: object[] = [];
  const log = new ThrottledLog({ error: (fields) => lines.push(fields) }, { now: () => now });
  for (now = 0; now < 1_000; now += 1) log.error({ sessionId: now }, 'charging failed');
  log.error({ sessionId: now }, 'charging failed');
  assert.deepEqual(lines, [
    { sessionId: 0, passedOver: 0 },
    { sessionId: 1_000, passedOver: 999 },
  ]);
});

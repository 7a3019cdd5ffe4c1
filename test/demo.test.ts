// The main job, end to end, as `largesse demo` shows it: an empty line is refused by the network's door,
// a gift arrives, a real SMF's session is served from it and charged once, and the books balance.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('the demo serves a captured session from a gift, and prints one JSON object last', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'src/main/cli.ts',
    'demo',
    '--json',
  ]);
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, object>;
  const { gift, ...rest } = report;
  assert.deepEqual(
    { ...gift, id: 'any' },
    { id: 'any', octets: 2_000_000_000, state: 'delivered' },
  );
  assert.deepEqual(
    { ...rest, audit: { ...rest['audit'], postings: 0 } },
    {
      giver: { availableOctets: 17_200_000_000 },
      receiver: { usedOctets: 10_333, availableOctets: 2_000_000_000 - 10_333 },
      gy: { emptyAnswer: 4012, answers: [2001, 2001, 2001, 2001], repeatChargedOnce: true },
      audit: { conserved: true, postings: 0 },
    },
  );
});

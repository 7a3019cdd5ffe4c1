// A short run: too short for its numbers to mean anything, long enough to see that gifts are given over HTTP,
// arrive, can be charged, and that nothing is lost or left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServerUrl } from '../../../test/support/store.ts';
import { UsageError } from '../options.ts';
import { silentProgress } from '../progress.ts';
import { GIFT_DEFAULTS, parseGiftOptions } from './options.ts';
import { isSound } from './report.ts';
import { runGiftBench } from './run.ts';

test('options are read, and what is off is named', () => {
  const { seconds, rate, clients, pairs } = parseGiftOptions([]);
  assert.deepEqual({ seconds, rate, clients, pairs }, GIFT_DEFAULTS);
  assert.equal(parseGiftOptions(['--pairs=10']).clients, 10);
  for (const words of ['--seconds=0', '--rate=x', '--pairs=1', '--no'])
    assert.throws(() => parseGiftOptions([words]), UsageError, words);
});

test(
  'a run gives whole gifts over HTTP, which arrive and can be charged, and loses none',
  { timeout: 120_000 },
  async () => {
    const options = {
      ...parseGiftOptions(['--seconds=1', '--rate=20', '--clients=4', '--pairs=150']),
      warmUpSeconds: 0.3,
    };
    const environment = { DATABASE_URL: await testServerUrl(), LARGESSE_LOG: 'silent' };
    const report = await runGiftBench(options, { progress: silentProgress, environment });
    assert.deepEqual([report.errors, report.notUsable, report.conserved], [{}, 0, true]);
    assert.equal(isSound(report), true);
    assert.ok(report.giftsPerSecond > 2 && report.ratePerSecond === 20);
    assert.ok(report.usableP50Ms > 0 && report.usableP50Ms <= report.usableP99Ms);
    assert.ok(report.usableMaxMs <= report.answeredP99Ms * 10);
  },
);

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const web = join(import.meta.dirname, '..', '..');
const lingui = join(web, '..', 'node_modules', '.bin', 'lingui');

function check(what: 'sync' | 'missing'): void {
  const config = join(web, 'lingui.config.ts');
  const outcome = spawnSync(lingui, ['check', what, '--config', config], { encoding: 'utf8' });
  assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
}

test('every message of the code stands in the catalogs (else: npm run messages)', () => {
  check('sync');
});

test('every message has its French and its Chinese', () => {
  check('missing');
});

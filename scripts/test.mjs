// `npm test`: every test, against one throw-away PostgreSQL. `npm test -- src/db` runs one folder.
//
// Called by npm it runs on whatever Node is there, prepares the clone and calls itself again on the
// pinned Node, which can read the server's TypeScript.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { becomePinnedNode, bootstrap, environment, PINNED_NODE, ROOT } from './bootstrap.mjs';

/** Longer than the slowest machine needs; a test that hangs shall not hang whoever waits for it. */
const LIMIT_MINUTES = 18;
const FOLDERS = ['src', 'test', 'sim', 'web/src'];
const asked = process.argv.slice(2);

if (process.env.LARGESSE_TEST_STAGE === 'run') process.exitCode = await runTests();
else {
  // Only what starts a browser needs the pages; one folder by hand is not kept waiting for them.
  await bootstrap({ web: asked.every((argument) => argument.startsWith('-')) });
  const self = fileURLToPath(import.meta.url);
  becomePinnedNode([self, ...asked], { LARGESSE_TEST_STAGE: 'run' });
}

async function runTests() {
  const { startEmbedded, silentLog } = await import('../src/db/public.ts');
  const given = process.env.LARGESSE_TEST_DATABASE_URL;
  if (given) return runNode(given);
  const directory = mkdtempSync(join(tmpdir(), 'largesse-test-'));
  const server = await startEmbedded({
    directory: join(directory, 'postgresql'),
    log: silentLog,
    throwAway: true,
  }).catch(async (error) => {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  });
  try {
    return await runNode(server.url);
  } finally {
    await server.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

function runNode(databaseUrl) {
  const { LARGESSE_TEST_STAGE: _, ...inherited } = environment();
  const child = spawn(
    PINNED_NODE,
    [
      '--test',
      '--test-reporter=spec',
      '--test-concurrency=2', // the database wants a share of a small machine too
      '--test-timeout=300000',
      ...asked.filter((argument) => argument.startsWith('-')),
      ...patterns(asked.filter((argument) => !argument.startsWith('-'))),
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...inherited, LARGESSE_TEST_DATABASE_URL: databaseUrl },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  const limit = setTimeout(() => {
    process.stderr.write(
      `\nThe tests have not ended in ${LIMIT_MINUTES} minutes: stopping them.\n`,
    );
    child.kill('SIGTERM');
  }, LIMIT_MINUTES * 60_000);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

function patterns(paths) {
  const chosen = paths.length === 0 ? FOLDERS : paths;
  return chosen
    .filter((path) => existsSync(join(ROOT, path)))
    .map((path) => (statSync(join(ROOT, path)).isDirectory() ? `${path}/**/*.test.ts` : path));
}

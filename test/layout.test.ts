import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findBreaches, type Source } from './layout.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

async function readSources(folder: string): Promise<Source[]> {
  const entries = await readdir(join(root, folder), { recursive: true }).catch(() => []);
  const paths = entries.filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith('.d.ts'));
  return Promise.all(
    paths.toSorted().map(async (path) => ({
      path: `${folder}/${path}`,
      text: await readFile(join(root, folder, path), 'utf8'),
    })),
  );
}

test('the sources keep the rules of the house', async () => {
  const folders = await Promise.all(['src', 'sim', 'web/src'].map(readSources));
  const sources = folders.flat();
  assert.ok(sources.length > 20, 'the sources were found');
  assert.deepEqual(findBreaches(sources), []);
});

const breaches = (path: string, text: string): string[] => findBreaches([{ path, text }]);

for (const [name, path, text] of [
  ['a folder that imports one that stands on it', 'src/ledger/x.ts', `import '../main/public.ts'`],
  ['neighbours', 'src/gifting/x.ts', `import type { A } from '../charging/public.ts';`],
  ['doors side by side', 'src/interfaces/gy/x.ts', `export * from '../app/public.ts';`],
  ['the inside of another folder', 'src/ledger/x.ts', `import { a } from '../db/pool.ts';`],
  ['a dynamic import', 'src/ledger/x.ts', `const a = await import("../db/pool.ts");`],
  ['an import over lines', 'src/db/x.ts', `import {\n  a,\n  b,\n} from '../ledger/public.ts';`],
  ['the simulator', 'src/main/x.ts', `import { a } from '../../sim/public.ts';`],
  ['the simulator, by a test', 'src/main/x.test.ts', `import { a } from '../../sim/public.ts';`],
  ['support for tests', 'src/main/x.ts', `import { a } from '../../test/support/store.ts';`],
  [
    'the server, by the web pages',
    'web/src/x.ts',
    `import { a } from '../../src/kernel/public.ts';`,
  ],
  ['the server, by a test of the web', 'web/src/x.test.ts', `import '../../src/kernel/public.ts';`],
  ['the web pages, by the server', 'src/main/x.ts', `import { a } from '../../web/src/x.ts';`],
  [
    'what observes, looking at what it observes',
    'src/observe/x.ts',
    `import '../ledger/public.ts';`,
  ],
  ['a folder without a place', 'src/stuff/x.ts', `import { a } from '../kernel/public.ts';`],
  ['the environment', 'src/db/x.ts', `const url = process.env['DATABASE_URL'];`],
  ['the environment by another name', 'src/db/x.ts', `import { env } from 'node:process';`],
  ['a file too long', 'src/db/x.ts', 'const a = 1;\n'.repeat(401)],
] as const)
  test(`the check catches ${name}`, () => {
    assert.equal(breaches(path, text).length, 1, breaches(path, text).join('\n'));
  });

for (const [name, path, text] of [
  ['a folder above, through its public.ts', 'src/gifting/x.ts', `import '../ledger/public.ts';`],
  ['what observes, by what is observed', 'src/ledger/x.ts', `import '../observe/public.ts';`],
  ['its own folder', 'src/interfaces/gy/codec/x.ts', `import { a } from '../peer/y.ts';`],
  ['packages and Node itself', 'src/db/x.ts', `import { Pool } from 'pg';`],
  ['an import that is only spoken of', 'src/db/x.ts', `// import { a } from '../main/a.ts';`],
  ['the server, by the simulator', 'sim/x.ts', `import { a } from '../src/ledger/decide.ts';`],
  ['a scene staged by a test', 'src/gifting/x.test.ts', `import '../charging/public.ts';`],
  ['the environment in main', 'src/main/x.ts', `const url = process.env['DATABASE_URL'];`],
  [
    'a long file that says why',
    'src/db/x.ts',
    `// Long: one table.\n${'const a = 1;\n'.repeat(401)}`,
  ],
] as const)
  test(`the check lets pass ${name}`, () => {
    assert.deepEqual(breaches(path, text), []);
  });

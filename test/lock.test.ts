import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

type Entry = { version: string; optionalDependencies?: Record<string, string> };

// npm leaves an optional package out of the lock when its registry did not have it at that moment, and
// `npm ci` then refuses the lock everywhere. Programs for other platforms are such packages.
test('package-lock.json names every optional package, so that npm ci takes it anywhere', async () => {
  const text = await readFile(new URL('../package-lock.json', import.meta.url), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, Entry> };
  const missing: string[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const found = [`${path}/node_modules/${name}`, `node_modules/${name}`].some(
        (place) => packages[place] !== undefined,
      );
      if (!found) missing.push(`${name}, wanted by ${path === '' ? 'Largesse' : path}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('package.json names exact versions, so that two installs are the same', async () => {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
  const loose = kinds
    .flatMap((kind) => Object.entries(manifest[kind] ?? {}))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  assert.deepEqual(loose, []);
});

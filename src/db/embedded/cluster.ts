// Makes the data folder of an embedded server, once, and keeps its password.

import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../kernel/public.ts';
import type { Place } from './place.ts';
import { run } from './run.ts';

/** The server's own administrator. Only the keeper signs in as it; the product never does. */
export const ADMINISTRATOR = 'keeper';

/** Makes the data folder when there is none, and gives the password of both roles. */
export async function prepareCluster(place: Place, throwAway: boolean): Promise<string> {
  const password = await readPassword(join(place.directory, 'password'));
  if (!existsSync(join(place.data, 'PG_VERSION'))) await initialize(place, password, throwAway);
  const version = (await readFile(join(place.data, 'PG_VERSION'), 'utf8')).trim();
  if (version === place.binaries.major) return password;
  throw new Fault(
    'embedded_version_differs',
    `the data in ${place.data} is of PostgreSQL ${version}; this Largesse brings ` +
      `${place.binaries.major}. Move it with pg_dump and restore of both versions`,
    { retry: 'useless' },
  );
}

// Written with `wx`: of two processes that begin at once, the first one's password stands for both.
async function readPassword(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(path, error);
  }
  try {
    const password = await readFile(path, 'utf8');
    if (password !== '') return password;
    await new Promise((resolve) => setTimeout(resolve, 100)); // the other has not written it yet
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

const unreadable = (path: string, cause: unknown): Fault =>
  new Fault(
    'embedded_not_ours',
    `${path} cannot be opened: the store was made by another operating-system user. ` +
      'Start as that user, or name another folder in LARGESSE_DATA',
    { retry: 'useless', cause },
  );

/**
 * Works in a draft folder that is renamed when it is whole: a process killed halfway leaves nothing
 * that looks like data, and of two that begin at once one wins and the other uses its work.
 */
async function initialize(place: Place, password: string, throwAway: boolean): Promise<void> {
  const draft = join(place.directory, `draft-${randomUUID()}`);
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { flag: 'wx', mode: 0o600 });
    if (place.user !== undefined) {
      await chown(draft, place.user.uid, place.user.gid);
      await chown(passwordFile, place.user.uid, place.user.gid);
    }
    const outcome = await run(
      place.binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${ADMINISTRATOR}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        ...(throwAway ? ['--no-sync'] : []),
      ],
      { user: place.user, timeoutSeconds: 180 },
    );
    if (!outcome.ok)
      throw new Fault('embedded_not_made', `initdb failed: ${outcome.output}`, { retry: 'safe' });
    await rename(draft, place.data).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

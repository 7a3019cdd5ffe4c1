// Where an embedded server lives and who it runs as.
//
// PostgreSQL refuses to run as root. Started by root it therefore runs as another user, in a folder
// that this user can reach. The data folder is opened for passing through, not for reading, where
// that is enough. A clone under /root stays out of reach; its data are then in /var/lib/largesse, and
// a file named `place` where they would have been says where.

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Fault } from '../../kernel/public.ts';
import { findBinaries, SYSTEM_DIRECTORY, type Binaries } from './binaries.ts';
import { run, type OsUser } from './run.ts';

export type Place = {
  readonly directory: string;
  readonly data: string;
  readonly binaries: Binaries;
  /** Undefined: the server runs as whoever runs Largesse. */
  readonly user: OsUser | undefined;
};

export async function findPlace(wished: string, userName: string | undefined): Promise<Place> {
  const isRoot = process.getuid?.() === 0;
  const asked = resolve(wished);
  await mkdir(asked, { recursive: true });
  if (!isRoot) return placeAt(asked, undefined);

  // Data made by an ordinary user, then started by root: it goes on under the name of its owner.
  const owner = await ownerOf(join(asked, 'data'));
  if (owner !== undefined) return placeAt(asked, owner);

  const user = await findUser(userName);
  const directory = await reachable(asked, user);
  await mkdir(directory, { recursive: true });
  await chown(directory, user.uid, user.gid);
  return placeAt(directory, user);
}

async function placeAt(wished: string, user: OsUser | undefined): Promise<Place> {
  const directory = await realpath(wished); // the server reports its folder without symbolic links
  return { directory, data: join(directory, 'data'), binaries: await findBinaries(user), user };
}

async function ownerOf(data: string): Promise<OsUser | undefined> {
  if (!existsSync(data)) return undefined;
  const { uid, gid } = await stat(data);
  return uid === 0 ? undefined : { uid, gid };
}

async function reachable(asked: string, user: OsUser): Promise<string> {
  const note = join(asked, 'place');
  if (existsSync(note)) return (await readFile(note, 'utf8')).trim();
  if ((await enters(user, dirname(asked))) || (await openForPassing(user, dirname(asked))))
    return asked;
  // A fresh name, not one derived from the path: a new clone in the same place starts empty.
  const elsewhere = join(SYSTEM_DIRECTORY, randomUUID());
  await mkdir(SYSTEM_DIRECTORY, { recursive: true, mode: 0o755 });
  await writeFile(note, `${elsewhere}\n`, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const directory = (await readFile(note, 'utf8')).trim();
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'asked-as'), `${asked}\n`); // who finds it knows whose it is
  return directory;
}

const enters = async (user: OsUser, directory: string): Promise<boolean> =>
  (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { user })).ok;

async function openForPassing(user: OsUser, directory: string): Promise<boolean> {
  const { mode, uid } = await stat(directory);
  if (uid !== 0) return false;
  await chmod(directory, mode | 0o011);
  if (await enters(user, directory)) return true;
  await chmod(directory, mode); // a folder above it is closed, so this one may stay as it was
  return false;
}

/** The named user, or `postgres` where there is one, or `largesse`, made when it is missing. */
async function findUser(name: string | undefined): Promise<OsUser> {
  for (const candidate of name === undefined ? ['postgres', 'largesse'] : [name]) {
    const found = await lookUpUser(candidate);
    if (found !== undefined) return found;
  }
  const wanted = name ?? 'largesse';
  const attempts = [
    await run('useradd', ['--system', '--no-create-home', '--shell', '/bin/false', wanted]),
    await run('adduser', ['-S', '-D', '-H', '-s', '/bin/false', wanted]),
  ];
  const made = await lookUpUser(wanted);
  if (made !== undefined) return made;
  throw new Fault(
    'embedded_user_missing',
    `PostgreSQL does not run as root and the user ${wanted} cannot be made: ` +
      attempts.map((attempt) => attempt.output).join('; '),
    { retry: 'useless' },
  );
}

async function lookUpUser(name: string): Promise<OsUser | undefined> {
  const uid = await run('id', ['-u', name]);
  const gid = await run('id', ['-g', name]);
  if (!uid.ok || !gid.ok) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

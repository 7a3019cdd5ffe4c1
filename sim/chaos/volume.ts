// A disk of the store's own that can be filled without hurting anybody: a file mounted as a volume. Only
// root may mount, and not in every container; without one the store is an ordinary folder.

import { execFile } from 'node:child_process';
import { mkdir, open, rm, statfs, truncate, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Volume = {
  /** A folder for the store, on the volume when there is one. */
  readonly data: string;
  /** Why the disk cannot be filled; undefined when it can. */
  readonly unfillable: string | undefined;
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
};

const run = promisify(execFile);
/** The file is sparse: it takes what is written, not this. More than the log may grow to (2 GB). */
const VOLUME_OCTETS = 4_000_000_000;

export async function openVolume(directory: string): Promise<Volume> {
  const image = join(directory, 'volume.img');
  const mounted = join(directory, 'volume');
  const data = join(mounted, 'data');
  const ballast = join(mounted, 'ballast');
  await mkdir(mounted);
  const unfillable = await mount(directory, image, mounted);
  await mkdir(data);
  await chmod(data, 0o755);
  return {
    data,
    unfillable,
    async fill() {
      for (let left = await room(mounted); left > 0; left = Math.floor(left * 0.9))
        if (await succeeds('fallocate', ['--length', String(left), ballast])) break;
      const file = await open(ballast, 'a');
      const block = Buffer.alloc(4_096, 1);
      try {
        while (await hasRoomFor(() => file.write(block))) continue;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      if (unfillable !== undefined) return;
      if (!(await succeeds('umount', [mounted]))) await run('umount', ['--lazy', mounted]);
      await rm(image, { force: true });
    },
  };
}

/** Mounts, or gives the reason why not. */
async function mount(directory: string, image: string, at: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'only done on Linux';
  if (process.getuid?.() !== 0) return 'only root may mount a volume';
  if ((await room(directory)) < VOLUME_OCTETS) return 'not enough room for a volume';
  try {
    await writeFile(image, '');
    await truncate(image, VOLUME_OCTETS);
    await run('mkfs.ext4', ['-q', '-m', '0', image]);
    await run('mount', ['-o', 'loop', image, at]);
    await chmod(at, 0o755);
    return undefined;
  } catch (error) {
    await rm(image, { force: true });
    return `no volume can be mounted here: ${(error as Error).message.trim()}`;
  }
}

async function room(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

async function hasRoomFor(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

const succeeds = (program: string, given: readonly string[]): Promise<boolean> =>
  run(program, given).then(
    () => true,
    () => false,
  );

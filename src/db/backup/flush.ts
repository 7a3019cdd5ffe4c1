// Puts what was written on the disk, so that it is there after the power fails.

import { open } from 'node:fs/promises';

/** A file's content. */
export const flushFile = (path: string): Promise<void> => flush(path, 'r+');

/** A folder's names: a new file, or a new name of one, is there for certain only after this. */
export const flushFolder = (path: string): Promise<void> => flush(path, 'r');

async function flush(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

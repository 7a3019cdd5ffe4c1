// Has the system write growing tables to the disk little by little.
//
// A page by which PostgreSQL makes a table longer stays in the system's memory until it is half a minute old
// (Linux: vm.dirty_expire_centisecs). Then all such pages are written at once: with 4 MB of postings a second,
// 100 to 200 MB, during which no commit reached the disk for 200 to 400 ms. What PostgreSQL writes by itself it
// writes out in time (its settings ending in flush_after), but not what it adds to a file.
//
// So files that grow are watched, and each is written out after every few megabytes. `dd` asks the system to
// (posix_fadvise, which Node does not offer), and nobody waits. Never by fsync: that would be told of a disk's
// error, once, in PostgreSQL's place, which must hear of it to recover. Where there is no such `dd` nothing is
// done: commits wait as they did.

import { spawn, type ChildProcess } from 'node:child_process';
import { statSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { OsUser } from './run.ts';

const STEP_OCTETS = 4 * 2 ** 20;
const ROUND_MILLISECONDS = 1_000;
/** Which files grow is found out again after so many rounds, and when files have come or gone. */
const ROUNDS_BETWEEN_LOOKS = 5;
/** A look at one takes about 6 µs, in which nothing else is done. */
const FILES_IN_TURN = 100;

/** From which octet on a file is to be written out. */
export type WriteOut = (path: string, fromOctet: number) => void;

type Growing = {
  /** Finds the files that grow. */
  look(): Promise<void>;
  /** Whether files have come or gone since the last look. */
  hasOthers(): boolean;
  /** Has those written out that grew far enough. */
  round(): void;
};

/**
 * Watches the tables of a data folder. A file that is found by a later look grows until the next one, and from
 * nothing.
 */
export function watchGrowing(data: string, writeOut: WriteOut): Growing {
  const sizes = new Map<string, number>();
  /** Up to where each growing file is written out. */
  const growing = new Map<string, number>();
  let changed = new Map<string, number>();
  let isFirst = true;
  return {
    async look() {
      const directories = await databasesIn(data);
      changed = new Map(directories.map((directory) => [directory, changedAt(directory)]));
      const paths = await tablesIn(directories);
      for (const path of sizes.keys()) if (!paths.has(path)) forget(path);
      let looked = 0;
      for (const path of paths) {
        const size = sizeOf(path);
        const before = sizes.get(path);
        sizes.set(path, size);
        if (before === undefined ? isFirst : size <= before) growing.delete(path);
        else if (!growing.has(path)) growing.set(path, before ?? 0);
        looked += 1;
        if (looked % FILES_IN_TURN === 0) await turn();
      }
      isFirst = false;
    },
    hasOthers: () => [...changed].some(([directory, at]) => changedAt(directory) !== at),
    round() {
      for (const [path, writtenOut] of growing) {
        const size = sizeOf(path);
        if (size < writtenOut) growing.set(path, size);
        else if (size - writtenOut >= STEP_OCTETS) {
          growing.set(path, size);
          writeOut(path, writtenOut);
        }
      }
    },
  };

  function forget(path: string): void {
    sizes.delete(path);
    growing.delete(path);
  }
}

async function databasesIn(data: string): Promise<string[]> {
  const base = join(data, 'base');
  return (await namesIn(base)).map((name) => join(base, name));
}

/** The files of tables and indexes: each has a number for its name, and one more from 1 GB on. */
async function tablesIn(directories: readonly string[]): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const directory of directories)
    for (const name of await namesIn(directory))
      if (/^\d+(\.\d+)?$/.test(name)) paths.add(join(directory, name));
  return paths;
}

const namesIn = (directory: string): Promise<string[]> => readdir(directory).catch(() => []);

const sizeOf = (path: string): number => statsOf(path)?.size ?? 0;
const changedAt = (path: string): number => statsOf(path)?.mtimeMs ?? 0;

/** None of what has gone meanwhile. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // what we may not see is not watched
  }
}

/** Reads where to begin and which file, a line each. It starts a small process for each; we would be halted for it. */
const WRITER = `
  while IFS= read -r from && IFS= read -r file; do
    dd if="$file" iflag=nocache,skip_bytes skip="$from" count=0 2>/dev/null
  done`;

/** A helper that has files written out, which begins with the first one, and ends with us. */
export function createWriter(user: OsUser | undefined): { writeOut: WriteOut; end(): void } {
  let writer: ChildProcess | undefined;
  function begin(): ChildProcess {
    const began = spawn('sh', ['-c', WRITER], {
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
      ...user,
    });
    const gone = (): void => {
      if (writer === began) writer = undefined;
    };
    began.once('error', gone);
    began.once('exit', gone);
    began.stdin?.on('error', gone);
    letGo(began);
    return began;
  }
  return {
    writeOut(path, fromOctet) {
      writer ??= begin();
      writer.stdin?.write(`${fromOctet}\n${path}\n`);
    },
    end() {
      writer?.stdin?.end();
    },
  };
}

/** A process with nothing else to do may end. */
function letGo(child: ChildProcess): void {
  child.unref();
  (child.stdin as unknown as { unref?(): void } | null)?.unref?.();
}

/** Begins, and gives what ends it. Who is gone within a second has looked at nothing. */
export function keepWritingOut(data: string, user: OsUser | undefined): () => void {
  if (process.platform !== 'linux') return () => undefined;
  const writer = createWriter(user);
  const growing = watchGrowing(data, writer.writeOut);
  let rounds = 0;
  let isLooking = false;
  const look = (): void => {
    isLooking = true;
    void growing.look().finally(() => {
      isLooking = false;
    });
  };
  const timer = setInterval(() => {
    growing.round();
    if (!isLooking && (rounds % ROUNDS_BETWEEN_LOOKS === 0 || growing.hasOthers())) look();
    rounds += 1;
  }, ROUND_MILLISECONDS);
  timer.unref();
  return () => {
    clearInterval(timer);
    writer.end();
  };
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWriter, watchGrowing } from './write-out.ts';

const MEGABYTE = 2 ** 20;

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'largesse-write-out-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A data folder whose files are as long as they are said to be, and have nothing in them. */
async function dataFolder(context: TestContext) {
  const data = await folder(context);
  await mkdir(join(data, 'base', '5'), { recursive: true });
  const pathOf = (name: string): string => join(data, 'base', '5', name);
  return {
    data,
    pathOf,
    size: async (name: string, megabytes: number): Promise<void> => {
      await writeFile(pathOf(name), '', { flag: 'a' });
      await truncate(pathOf(name), megabytes * MEGABYTE);
    },
  };
}

test('a file is written out from where it was, whenever it grew by four megabytes', async (context) => {
  const { data, pathOf, size } = await dataFolder(context);
  const asked: [string, number][] = [];
  const growing = watchGrowing(data, (path, from) => asked.push([path, from / MEGABYTE]));
  await size('100', 8);
  await size('200', 8);
  await growing.look();
  await size('100', 9);
  await growing.look();
  growing.round();
  assert.deepEqual(asked, [], 'a megabyte is little');
  await size('100', 12);
  growing.round();
  growing.round();
  assert.deepEqual(asked, [[pathOf('100'), 8]]);
  await size('100', 15);
  growing.round();
  await size('100', 17);
  growing.round();
  assert.deepEqual(asked.slice(1), [[pathOf('100'), 12]]);
});

test('a table that came later, and one of more than a gigabyte, are watched from their first octet', async (context) => {
  const { data, pathOf, size } = await dataFolder(context);
  const asked: [string, number][] = [];
  const growing = watchGrowing(data, (path, from) => asked.push([path, from]));
  await growing.look();
  await size('300', 5);
  await size('300.1', 5);
  await size('300_fsm', 5);
  await size('pg_internal.init', 5);
  await growing.look();
  growing.round();
  assert.deepEqual(
    new Map(asked),
    new Map([
      [pathOf('300'), 0],
      [pathOf('300.1'), 0],
    ]),
  );
});

test('files that came or went are seen to have', async (context) => {
  const { data, size, pathOf } = await dataFolder(context);
  const growing = watchGrowing(data, () => assert.fail('nothing grew'));
  await size('500', 1);
  await growing.look();
  await size('500', 2);
  assert.equal(growing.hasOthers(), false);
  await sleep(20); // the system's clock for files is a coarse one
  await size('501', 1);
  assert.equal(growing.hasOthers(), true);
  await growing.look();
  assert.equal(growing.hasOthers(), false);
  await sleep(20);
  await rm(pathOf('500'));
  assert.equal(growing.hasOthers(), true);
});

test('a file that shrinks begins again, one that goes is forgotten, and no folder is no fault', async (context) => {
  const { data, pathOf, size } = await dataFolder(context);
  const asked: [string, number][] = [];
  const growing = watchGrowing(data, (path, from) => asked.push([path, from / MEGABYTE]));
  await growing.look();
  await size('400', 5);
  await growing.look();
  growing.round();
  await size('400', 1);
  growing.round();
  await size('400', 5);
  growing.round();
  assert.deepEqual(asked, [
    [pathOf('400'), 0],
    [pathOf('400'), 1],
  ]);
  await rm(pathOf('400'));
  growing.round();
  await rm(join(data, 'base'), { recursive: true });
  await growing.look();
  growing.round();
  assert.equal(asked.length, 2);
});

test('the writer asks dd for each file, also after it was killed, and ends when told to', async (context) => {
  const directory = await folder(context);
  const said = join(directory, 'said');
  await writeFile(join(directory, 'dd'), `#!/bin/sh\necho $PPID "$@" >> '${said}'\n`, {
    mode: 0o755,
  });
  const path = process.env['PATH'];
  process.env['PATH'] = `${directory}:${path}`;
  context.after(() => {
    process.env['PATH'] = path;
  });
  const linesOf = async (count: number): Promise<string[]> => {
    for (;;) {
      const lines = (await readFile(said, 'utf8').catch(() => '')).split('\n').slice(0, -1);
      if (lines.length >= count) return lines;
      await sleep(10);
    }
  };
  const writer = createWriter(undefined);
  writer.writeOut(`/a folder/"base" $(5)/100`, 7);
  writer.writeOut('/data/200', 0);
  const [first, second] = await linesOf(2);
  const pid = Number(first?.split(' ', 1)[0]);
  const asked = (file: string, from: number): string =>
    `${pid} if=${file} iflag=nocache,skip_bytes skip=${from} count=0`;
  assert.equal(first, asked(`/a folder/"base" $(5)/100`, 7));
  assert.equal(second, asked('/data/200', 0));

  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await sleep(10);
  let lines = 2;
  while (lines === 2) {
    writer.writeOut('/data/300', 1); // one that was sent to the killed one is lost, as it may be
    await sleep(50);
    lines = (await linesOf(2)).length;
  }
  const third = (await linesOf(3))[2];
  const next = Number(third?.split(' ', 1)[0]);
  assert.notEqual(next, pid);
  writer.end();
  while (isAlive(next)) await sleep(10);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('the dd of this system takes what it is told', async (context) => {
  if (!spawnSync('dd', ['--version'], { encoding: 'utf8' }).stdout?.includes('coreutils'))
    return context.skip('this system has another dd than that of the GNU coreutils');
  const file = join(await folder(context), '100');
  await writeFile(file, Buffer.alloc(MEGABYTE));
  const { status, stderr } = spawnSync(
    'dd',
    [`if=${file}`, 'iflag=nocache,skip_bytes', 'skip=4096', 'count=0'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  assert.equal((await readFile(file)).length, MEGABYTE);
});

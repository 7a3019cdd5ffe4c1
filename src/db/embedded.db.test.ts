import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startEmbedded, type Embedded } from './embedded.ts';
import { silentLog } from './log.ts';
import { openStore } from './store.ts';

const isRoot = process.getuid?.() === 0;

async function folder(context: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'largesse-embedded-'));
  await chmod(parent, 0o755);
  context.after(() => rm(parent, { recursive: true, force: true }));
  return join(parent, 'postgresql');
}

const start = (directory: string): Promise<Embedded> =>
  startEmbedded({ directory, log: silentLog });

async function ask<Row extends object>(url: string, ...statements: string[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

type Other = Pick<Embedded, 'url' | 'attached'> & { readonly child: ChildProcess };

/** Another process that uses the server in this folder. */
async function startOther(directory: string): Promise<Other> {
  const program = fileURLToPath(new URL('../../test/support/embedded-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { ...(JSON.parse(line) as Pick<Embedded, 'url' | 'attached'>), child };
}

async function leave({ child }: Other): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  assert.deepEqual(await exited, [0, null]);
}

async function killHard({ child }: Other): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const pidFile = (directory: string): string => join(directory, 'data', 'postmaster.pid');

async function killServer(directory: string): Promise<number> {
  const pid = Number((await readFile(pidFile(directory), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  return pid;
}

test('a process killed hard leaves its server; the next one attaches and finds the data', async (context) => {
  const directory = await folder(context);
  const killed = await startOther(directory);
  await ask(killed.url, 'create table kept (value integer)', 'insert into kept values (42)');
  await killHard(killed);
  const next = await start(directory);
  try {
    assert.equal(next.attached, true);
    assert.equal(next.url, killed.url);
    assert.deepEqual(await ask(next.url, 'select value from kept'), [{ value: 42 }]);
  } finally {
    await next.stop();
  }
  assert.equal(existsSync(pidFile(directory)), false, 'the last to leave stopped it');
});

test('a server killed hard with its process starts again and has everything committed', async (context) => {
  const directory = await folder(context);
  const killed = await startOther(directory);
  await ask(killed.url, 'create table kept (value integer)', 'insert into kept values (42)');
  await killHard(killed);
  await killServer(directory);
  const next = await start(directory);
  try {
    assert.equal(next.attached, false);
    assert.deepEqual(await ask(next.url, 'select value from kept'), [{ value: 42 }]);
  } finally {
    await next.stop();
  }
});

test('a server killed under a living process comes back at the same address', async (context) => {
  const directory = await folder(context);
  const server = await start(directory);
  try {
    await ask(server.url, 'create table kept as select 42 as value');
    const pid = await killServer(directory);
    const rows = await eventually(() => ask(server.url, 'select value from kept'));
    assert.deepEqual(rows, [{ value: 42 }]);
    assert.notEqual((await readFile(pidFile(directory), 'utf8')).split('\n')[0], String(pid));
  } finally {
    await server.stop();
  }
});

test('leaving while a killed server comes back leaves nothing running', async (context) => {
  for (const waitMilliseconds of [0, 30, 100, 250]) {
    const directory = await folder(context);
    const server = await start(directory);
    const pid = await killServer(directory);
    await sleep(waitMilliseconds);
    await server.stop();
    const left = await readFile(pidFile(directory), 'utf8').catch(() => `${pid}`);
    assert.equal(left.split('\n')[0], String(pid), 'at most the killed one has left its file');
  }
});

test('two processes share one server, and the last to leave stops it, in either order', async (context) => {
  const directory = await folder(context);
  const first = await startOther(directory);
  const second = await startOther(directory);
  assert.deepEqual([first.attached, second.attached], [false, true]);
  assert.equal(second.url, first.url);
  await leave(first);
  assert.deepEqual(await ask(second.url, 'select 1 as one'), [{ one: 1 }]);
  await leave(second);
  await assert.rejects(ask(second.url, 'select 1'), { code: 'ENOENT' });
});

test('three that begin at once in an empty folder end up on one server', async (context) => {
  const directory = await folder(context);
  const all = await Promise.all([1, 2, 3].map(() => startOther(directory)));
  assert.equal(new Set(all.map((other) => other.url)).size, 1);
  assert.equal(all.filter((other) => !other.attached).length, 1);
  await Promise.all(all.map(leave));
  assert.equal(existsSync(pidFile(directory)), false);
});

test('one that comes while the last one leaves gets a server that stays', async (context) => {
  const directory = await folder(context);
  let current = await start(directory);
  for (let round = 0; round < 5; round++) {
    const leaving = current.stop();
    current = await start(directory);
    await leaving;
    assert.deepEqual(await ask(current.url, 'select 1 as one'), [{ one: 1 }]);
  }
  await current.stop();
});

test('a pid file whose number now belongs to another process is not tripped over', async (context) => {
  const directory = await folder(context);
  const server = await start(directory);
  const text = await readFile(pidFile(directory), 'utf8');
  await server.stop();
  await writeFile(pidFile(directory), text.replace(/^\d+/, String(process.pid)));
  const again = await start(directory);
  assert.equal(again.attached, false);
  await again.stop();
});

test('the product may not administer the server, and the password is nobody else to read', async (context) => {
  const directory = await folder(context);
  const server = await start(directory);
  try {
    const [rights] = await ask<object>(
      server.url,
      `select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user`,
    );
    assert.deepEqual(rights, { rolsuper: false, rolcreaterole: false, rolcreatedb: false });
    const password = new URL(server.url).password;
    assert.ok(password.length >= 40);
    assert.equal((await stat(join(directory, 'password'))).mode & 0o777, 0o600);
    const log = await readFile(join(directory, 'server.log'), 'utf8');
    assert.ok(!log.includes(password));
    const wrong = server.url.replace(password, 'wrong');
    await assert.rejects(ask(wrong, 'select 1'), { code: '28P01' });
  } finally {
    await server.stop();
  }
});

test('a store of its own folder is deleted when it was a throw-away, and kept when not', async (context) => {
  const dataDirectory = join(await folder(context), '..');
  const kept = await openStore({ dataDirectory, parts: 3, log: silentLog });
  await kept.close();
  const again = await openStore({ dataDirectory, log: silentLog });
  assert.equal(again.parts, 3);
  await again.close();
  const doomed = await openStore({ dataDirectory, throwAway: true, log: silentLog });
  await doomed.close();
  assert.equal(existsSync(join(dataDirectory, 'postgresql')), false);
});

test('commits are flushed, unless the server was asked for as a throw-away', async (context) => {
  const settings = `select current_setting('fsync') as fsync,
                           current_setting('synchronous_commit') as commit,
                           current_setting('server_encoding') as encoding`;
  const lasting = await start(await folder(context));
  assert.deepEqual(await ask(lasting.url, settings), [
    { fsync: 'on', commit: 'on', encoding: 'UTF8' },
  ]);
  await lasting.stop();
  const throwAway = await startEmbedded({
    directory: await folder(context),
    log: silentLog,
    throwAway: true,
  });
  assert.deepEqual(await ask(throwAway.url, settings), [
    { fsync: 'off', commit: 'off', encoding: 'UTF8' },
  ]);
  await throwAway.stop();
});

const onlyRoot = {
  skip: isRoot ? false : 'only root runs the server as somebody else',
};

test('a closed data folder is opened for passing through', onlyRoot, async (context) => {
  const directory = await folder(context);
  await chmod(dirname(directory), 0o700);
  const server = await start(directory);
  await server.stop();
  assert.equal(server.directory, directory);
  assert.equal((await stat(dirname(directory))).mode & 0o777, 0o711);
});

test(
  'data out of reach of the server are kept elsewhere, and found again',
  onlyRoot,
  async (context) => {
    const parent = dirname(await folder(context));
    const directory = join(parent, 'clone', 'data', 'postgresql');
    await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
    await chmod(parent, 0o700);
    const first = await start(directory);
    context.after(() => rm(first.directory, { recursive: true, force: true }));
    assert.match(first.directory, /^\/var\/lib\/largesse\//);
    assert.equal((await readFile(join(directory, 'place'), 'utf8')).trim(), first.directory);
    assert.equal((await readFile(join(first.directory, 'asked-as'), 'utf8')).trim(), directory);
    assert.equal((await stat(dirname(directory))).mode & 0o777, 0o700, 'it stays closed');
    await ask(first.url, 'create table kept as select 42 as value');
    await first.stop();
    const second = await start(directory);
    assert.deepEqual(await ask(second.url, 'select value from kept'), [{ value: 42 }]);
    await second.remove();
    assert.equal(existsSync(first.directory), false);
  },
);

async function eventually<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

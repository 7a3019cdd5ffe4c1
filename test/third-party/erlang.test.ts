// Erlang/OTP's own Diameter stack as the network: what we send must fit its dictionary, and what it sends must
// be served.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTestDoor } from '../../src/interfaces/gy/test-support/open-door.ts';
import { run, skipWithout, temporaryFolder } from './programs.ts';

const SOURCES = join(import.meta.dirname, 'erlang');

test(
  'a peer on Erlang/OTP connects, is charged, re-authorises, ends its session and leaves',
  {
    skip: skipWithout('erl', 'erlc', 'diameterc') || skipWithoutHeaders(),
    timeout: 120_000,
  },
  async (context) => {
    const folder = await temporaryFolder(context);
    for (const file of ['credit_control.dia', 'gy_peer.erl'])
      await copyFile(join(SOURCES, file), join(folder, file));
    const compiled = [
      await run('diameterc', ['credit_control.dia'], { cwd: folder }),
      await run('erlc', ['credit_control.erl', 'gy_peer.erl'], { cwd: folder }),
    ];
    for (const { code, out } of compiled) assert.equal(code, 0, out);

    const { door, charging } = await openTestDoor(context);
    const lines: string[] = [];
    let answer: Promise<unknown> = Promise.resolve('nobody was asked');
    const { code, out } = await run(
      'erl',
      ['-noshell', '-noinput', '-pa', folder, '-eval', `gy_peer:play(${door.port}), halt(0).`],
      {
        cwd: folder,
        told(line) {
          lines.push(line);
          if (!line.startsWith('initial')) return;
          const opened = charging.requests.find(({ step }) => step === 'initial');
          const { sessionId = '', contact = '' } = opened ?? {};
          answer = door.sessions.reauthorize({ sessionId, contact: contact ?? '' });
        },
      },
    );
    assert.equal(code, 0, out);
    assert.deepEqual(lines, [
      'up',
      'initial 2001 granted 10000000',
      'reauthorized erlang.epc.test;1;1',
      'update 2001 granted 10000000',
      'final 2001 granted 0',
      'unknown 5002 granted 0',
      'done',
    ]);
    assert.equal(await answer, 'told');
    const used = charging.requests.flatMap(({ services }) => services.map((one) => one.usedOctets));
    assert.deepEqual(used.slice(0, 3), [0, 123_456, 123_456]);
  },
);

/** Debian keeps what Erlang programs are compiled with in a package of its own, erlang-dev. */
function skipWithoutHeaders(): string | false {
  const { stdout } = spawnSync(
    'erl',
    ['-noshell', '-eval', 'io:put_chars(code:lib_dir(diameter, include)), halt(0).'],
    { encoding: 'utf8', timeout: 30_000 },
  );
  return existsSync(join(stdout, 'diameter.hrl')) ? false : 'the headers of Erlang are not here';
}

// Others' HTTP/2 against ours: node:http2, curl, and nghttp2's own client and load generator.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { connect } from 'node:http2';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test, type TestContext } from 'node:test';
import { ok } from './answer.ts';
import { CHARGING_DATA } from './route.ts';
import { openRawScene } from './test-support/raw-peer.ts';

const run = promisify(execFile);
const JSON_TYPE = 'content-type: application/json';

function missing(program: string): string | false {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${program} is not installed`;
  }
}

async function serve(
  context: TestContext,
): Promise<{ readonly url: string; readonly root: string }> {
  const scene = await openRawScene({}, (operation, _id, body) =>
    Promise.resolve(ok(`${operation} ${body.toString('latin1')}`)),
  );
  context.after(() => scene.close());
  const root = `http://127.0.0.1:${scene.server.port}`;
  return { root, url: `${root}${CHARGING_DATA}` };
}

test('node:http2 asks two hundred things at once, with bodies of all sizes', async (context) => {
  const { root } = await serve(context);
  const session = connect(root, { settings: { initialWindowSize: 1_000 } });
  context.after(() => session.close());
  const headers = {
    ':method': 'POST',
    ':path': CHARGING_DATA,
    'content-type': 'application/json',
    'user-agent': 'a network function, \u00e9',
  };
  await Promise.all(
    Array.from({ length: 200 }, async (_, number) => {
      const body = 'y'.repeat(number * 300);
      const stream = session.request(headers);
      stream.end(body);
      let text = '';
      for await (const chunk of stream.setEncoding('latin1')) text += String(chunk);
      assert.equal(text, `create ${body}`);
    }),
  );
});

test('curl is answered with prior knowledge', { skip: missing('curl') }, async (context) => {
  const { url } = await serve(context);
  const { stdout } = await run('curl', [
    '-sS',
    '--http2-prior-knowledge',
    '-H',
    JSON_TYPE,
    '-d',
    '{"a":1}',
    '-w',
    ' %{http_version} %{http_code} %{content_type}',
    url,
  ]);
  assert.equal(stdout, 'create {"a":1} 2 200 application/json');
});

test(
  'nghttp is answered, in many frames and with Huffman code',
  { skip: missing('nghttp') },
  async (context) => {
    const { url } = await serve(context);
    const body = 'z'.repeat(60_000);
    const asking = execFile('nghttp', ['-H', JSON_TYPE, '-d', '-', '-w', '10', '-W', '11', url], {
      maxBuffer: 1e6,
    });
    asking.stdin?.end(body);
    let text = '';
    for await (const chunk of asking.stdout ?? []) text += String(chunk);
    assert.equal(text, `create ${body}`);
  },
);

test(
  'h2load asks 20,000 times and all is answered',
  { skip: missing('h2load') },
  async (context) => {
    const { url } = await serve(context);
    const folder = await mkdtemp(join(tmpdir(), 'largesse-h2load-'));
    context.after(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'body'), '{}');
    const words = [
      '-n',
      '20000',
      '-c',
      '4',
      '-m',
      '100',
      '-H',
      JSON_TYPE,
      '-d',
      join(folder, 'body'),
    ];
    const { stdout } = await run('h2load', [...words, url]);
    assert.match(stdout, /20000 succeeded, 0 failed, 0 errored, 0 timeout/);
  },
);

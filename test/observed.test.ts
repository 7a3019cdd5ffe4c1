// A running server, seen from outside as the person on call and their machines see it: scraped, asked for
// its health, its peers and its sessions, and traced to a collector.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { creditControl } from '../src/interfaces/gy/codec/avps-credit-control.ts';
import { GyClient } from '../src/interfaces/gy/public.ts';
import { SMF_IDENTITY, codeIn } from '../src/interfaces/gy/test-support/open-door.ts';
import {
  creditControlRequest,
  ratingGroup,
  requested,
  service,
  subscription,
} from '../src/interfaces/gy/test-support/requests.ts';
import { openTraceReceiver, type TraceReceiver } from './support/trace-receiver.ts';

const GIVER = '16135550101';
const SESSION = 'smf.epc.test;7;7';

type Ready = { readonly url: string; readonly gyPort: number; readonly operationsPort: number };
let data = '';
let receiver: TraceReceiver;
let server: ChildProcess;
let ready: Ready;
let client: GyClient;

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'largesse-observed-'));
  receiver = await openTraceReceiver();
  const words = [
    '--data',
    data,
    '--port',
    '0',
    '--gy-port',
    '0',
    '--nchf-port',
    '0',
    '--operations-port',
    '0',
  ];
  server = spawn(process.execPath, ['src/main/cli.ts', 'start', '--json', ...words], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ready = await new Promise<Ready>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: server.stdout! }).on('line', (line) => {
      const said = JSON.parse(line) as Ready & { event: string };
      if (said.event === 'ready') resolve(said);
    });
  });
  client = await GyClient.connect({
    host: '127.0.0.1',
    port: ready.gyPort,
    identity: SMF_IDENTITY,
  });
  await client.exchangeCapabilities();
  const answer = await client.request(
    creditControlRequest({
      sessionId: SESSION,
      without: [creditControl.subscriptionId],
      and: [subscription(0, GIVER), service(ratingGroup(1), requested())],
    }),
  );
  assert.equal(codeIn(answer), 2001);
});
after(async () => {
  client?.socket.destroy();
  if (server?.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await receiver?.close();
  await rm(data, { recursive: true, force: true });
});

const get = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${ready.operationsPort}${path}`);

type Run = { readonly code: number | null; readonly out: string; readonly err: string };

async function largesse(...words: string[]): Promise<Run> {
  const child = spawn(process.execPath, ['src/main/cli.ts', ...words], {
    env: { ...process.env, DATABASE_URL: '', LARGESSE_DATA: data, LARGESSE_LOG: 'silent' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
const lastLine = ({ out }: Run): unknown => JSON.parse(out.trim().split('\n').at(-1) ?? '');
/** The lines about Largesse itself, for whoever has to see why a test fails. */
const ours = (body: string): string =>
  body
    .split('\n')
    .filter((line) => /^largesse_(?!.*_bucket)/.test(line))
    .join('\n');
const operations = (): string[] => ['--operations', `127.0.0.1:${ready.operationsPort}`];

test('a server that runs is alive and ready', async () => {
  assert.equal((await get('/health')).status, 200);
  const response = await get('/ready');
  assert.equal(response.status, 200, await response.text());
});

test('a scrape tells of the door, the ledger, the pool, the app and the process', async () => {
  await fetch(`${ready.url}/api/v1/openapi.json`);
  const body = await (await get('/metrics')).text();
  for (const line of [
    /^largesse_peers_up\{door="gy"\} 1$/m,
    /^largesse_gy_answer_seconds_count\{command="CCR",result="2001"\} 1$/m,
    /^largesse_requests_in_flight\{door="gy"\} 0$/m,
    /^largesse_ledger_command_seconds_count\{command="charge",outcome="done"\} \d+$/m,
    /^largesse_ledger_commands_in_flight 0$/m,
    /^largesse_pool_connections\{state="idle"\} \d+$/m,
    /^largesse_app_answer_seconds_count\{route="\/api\/v1\/openapi.json",method="GET",status="200"\} 1$/m,
    /^process_resident_memory_bytes \d+$/m,
    /^largesse_sessions_open \d+$/m,
    /^largesse_quota_in_flight_octets \d+$/m,
    /^largesse_messages_oldest_due_seconds \d/m,
  ])
    assert.ok(line.test(body), `${line.source} in\n${ours(body)}`);
});

test('largesse peers names who is connected', async () => {
  const run = await largesse('peers', '--json', ...operations());
  assert.equal(run.code, 0, run.err);
  const { peers } = lastLine(run) as {
    peers: { door: string; originHost: string; state: string }[];
  };
  assert.deepEqual(
    peers.map(({ door, originHost, state }) => [door, originHost, state]),
    [['gy', 'smf.epc.test', 'open']],
  );
  const another = await GyClient.connect({
    host: '127.0.0.1',
    port: ready.gyPort,
    identity: { ...SMF_IDENTITY, originHost: 'away.epc.test' },
  });
  await another.exchangeCapabilities();
  await another.close();
  const words = await largesse('peers', ...operations());
  assert.match(words.out, /gy +away\.epc\.test +absent .*it said goodbye/);
  assert.match(words.out, /gy +smf\.epc\.test +open/);
});

test('largesse sessions shows what is open, of everybody or of one line', async () => {
  type Shown = { sessions: { session: string; heldOctets: number; sequence: number }[] };
  for (const which of [[], ['--line', `+${GIVER}`]]) {
    const run = await largesse('sessions', '--json', ...which, ...operations());
    assert.equal(run.code, 0, run.err);
    const { sessions } = lastLine(run) as Shown;
    assert.deepEqual(
      sessions.map(({ session, sequence }) => [session, sequence]),
      [[SESSION, 0]],
    );
    assert.ok((sessions[0]?.heldOctets ?? 0) > 0);
  }
  const other = await largesse('sessions', '--json', '--line', '+16135550112', ...operations());
  assert.deepEqual(lastLine(other), { sessions: [] });
  const nobody = await largesse('sessions', '--json', '--line', '+16135559999', ...operations());
  assert.equal(nobody.code, 1);
  const words = await largesse('sessions', ...operations());
  assert.match(words.out, /smf\.epc\.test;7;7/);
});

test('one request is one trace, from door through core to ledger, and names nobody', async () => {
  const door = await receiver.spanNamed('gy initial');
  const core = await receiver.spanNamed('charging', door.traceId);
  const ledger = await receiver.spanNamed('ledger charge', door.traceId);
  assert.equal(core.parentSpanId, door.spanId);
  assert.equal(ledger.parentSpanId, core.spanId);
  assert.ok(!receiver.bodies.some((body) => body.includes(GIVER)));
  await receiver.spanNamed('app GET /api/v1/openapi.json');
});

test('without a server peers is a fault that says what to do, and sessions asks the store', async () => {
  client.socket.destroy();
  server.kill('SIGTERM');
  await once(server, 'exit');
  const peers = await largesse('peers', '--json', ...operations());
  assert.equal(peers.code, 3);
  const { error } = lastLine(peers) as { error: { code: string; message: string } };
  assert.equal(error.code, 'server_not_running');
  assert.match(error.message, /largesse start/);
  const sessions = await largesse('sessions', '--json', ...operations());
  assert.equal(sessions.code, 0, sessions.err);
  assert.match(sessions.out, /smf\.epc\.test;7;7/);
  assert.equal((await largesse('sessions', '--limit', '0')).code, 2);
});

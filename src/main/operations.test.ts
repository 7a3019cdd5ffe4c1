import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Fault } from '../kernel/public.ts';
import { createMetrics } from '../observe/public.ts';
import { openOperations, type OperationsOptions, type SessionsAsked } from './operations.ts';
import { Refused } from './outcome.ts';

async function open(context: TestContext, options: Partial<OperationsOptions> = {}) {
  const operations = await openOperations({
    host: '127.0.0.1',
    port: 0,
    metrics: createMetrics({ ofProcess: false }),
    readiness: async () => ({ store: { ok: true } }),
    peers: () => ({ peers: [], absent: [] }),
    sessions: async () => [],
    ...options,
  });
  context.after(() => operations.close());
  return async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${operations.port}${path}`, init);
    const text = await response.text();
    return { status: response.status, text, type: response.headers.get('content-type') };
  };
}

test('a process that lives says so, whatever its store does', async (context) => {
  const get = await open(context, {
    readiness: () => Promise.reject(new Fault('database_lost', 'away', { retry: 'safe' })),
  });
  const { status, text } = await get('/health');
  assert.equal(status, 200);
  assert.equal((JSON.parse(text) as { status: string }).status, 'alive');
});

test('ready is 200 only while every check holds, and names the one that does not', async (context) => {
  let ok = true;
  const get = await open(context, {
    readiness: async () => ({ store: { ok, detail: 'asked' }, staying: { ok: true } }),
  });
  assert.equal((await get('/ready')).status, 200);
  ok = false;
  const { status, text } = await get('/ready');
  assert.equal(status, 503);
  assert.deepEqual(JSON.parse(text), {
    status: 'not_ready',
    checks: { store: { ok: false, detail: 'asked' }, staying: { ok: true } },
  });
});

test('a scrape is answered in the format of its content type', async (context) => {
  const metrics = createMetrics({ ofProcess: false });
  metrics.gy.answered('CCR-I', 2001, 0.001);
  const { status, text, type } = await (await open(context, { metrics }))('/metrics');
  assert.equal(status, 200);
  assert.match(type ?? '', /^text\/plain; version=0\.0\.4/);
  assert.match(text, /^largesse_gy_answer_seconds_count\{command="CCR-I",result="2001"\} 1$/m);
});

test('sessions are asked for with a line and a limit, and a limit that is none is refused', async (context) => {
  const asked: SessionsAsked[] = [];
  const get = await open(context, { sessions: async (query) => (asked.push(query), ['one']) });
  const { status, text } = await get('/sessions?line=%2B16135550101&limit=7');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), { sessions: ['one'] });
  await get('/sessions');
  assert.deepEqual(asked, [{ line: '+16135550101', limit: 7 }, { limit: 100 }]);
  for (const limit of ['0', 'x', '1.5', '10001'])
    assert.equal((await get(`/sessions?limit=${limit}`)).status, 400, limit);
});

test('a refusal is 404 with its code, a fault is 503 with its own', async (context) => {
  const get = await open(context, {
    sessions: () => Promise.reject(new Refused({ code: 'line_unknown' }, 'no such line')),
    readiness: () => Promise.reject(new Fault('database_lost', 'away', { retry: 'safe' })),
  });
  const refused = await get('/sessions');
  assert.equal(refused.status, 404);
  assert.match(refused.text, /line_unknown/);
  const failed = await get('/ready');
  assert.equal(failed.status, 503);
  assert.match(failed.text, /database_lost/);
});

test('what there is not is 404, and only reading is allowed', async (context) => {
  const get = await open(context);
  for (const path of ['/', '/metricsx', '/toString', '/%2e%2e/metrics'])
    assert.ok([404, 200].includes((await get(path)).status), path);
  assert.equal((await get('/toString')).status, 404);
  assert.equal((await get('/metrics', { method: 'POST' })).status, 405);
  const head = await get('/metrics', { method: 'HEAD' });
  assert.deepEqual([head.status, head.text], [200, '']);
});

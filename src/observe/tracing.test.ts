import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTraceReceiver, type TraceReceiver } from '../../test/support/trace-receiver.ts';
import { openTracing } from './tracing.ts';

let receiver: TraceReceiver;
before(async () => {
  receiver = await openTraceReceiver();
});
after(() => receiver.close());

const SERVER = 2;
const FAILED = 2;

test('work within work is a span within a span, sent to the collector with its service', async () => {
  const tracing = await openTracing({ endpoint: `${receiver.endpoint}/`, version: '1.2.3' });
  const answer = await tracing.during(
    { name: 'outer', atDoor: true, outcome: (value: number) => ({ answer: value }) },
    async () => {
      await Promise.resolve();
      return tracing.during({ name: 'inner', attributes: { step: 'update' } }, async () => 42);
    },
  );
  await tracing.close();
  assert.equal(answer, 42);
  const outer = await receiver.spanNamed('outer');
  const inner = await receiver.spanNamed('inner');
  assert.equal(inner.parentSpanId, outer.spanId);
  assert.equal(inner.traceId, outer.traceId);
  assert.equal(outer.kind, SERVER);
  assert.deepEqual(outer.attributes, [{ key: 'answer', value: { intValue: 42 } }]);
  assert.deepEqual(inner.attributes, [{ key: 'step', value: { stringValue: 'update' } }]);
  assert.ok(receiver.services.has('largesse'));
});

test('two things done at once are two traces, each with its own', async () => {
  const tracing = await openTracing({ endpoint: receiver.endpoint, version: '1' });
  const play = (name: string) =>
    tracing.during({ name }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await tracing.during({ name: `${name} inside` }, async () => undefined);
    });
  await Promise.all([play('left'), play('right')]);
  await tracing.close();
  for (const name of ['left', 'right'])
    assert.equal(
      (await receiver.spanNamed(`${name} inside`)).traceId,
      (await receiver.spanNamed(name)).traceId,
    );
  assert.notEqual(
    (await receiver.spanNamed('left')).traceId,
    (await receiver.spanNamed('right')).traceId,
  );
});

test('what throws marks its span as failed, and is thrown on', async () => {
  const tracing = await openTracing({ endpoint: receiver.endpoint, version: '1' });
  const thrown = new Error('the store is away');
  await assert.rejects(
    tracing.during({ name: 'failing' }, () => Promise.reject(thrown)),
    thrown,
  );
  await tracing.close();
  const { status } = await receiver.spanNamed('failing');
  assert.deepEqual([status.code, status.message], [FAILED, 'the store is away']);
});

test('what begins here and ends there is one span, and what runs within it is inside', async () => {
  const tracing = await openTracing({ endpoint: receiver.endpoint, version: '1' });
  const begun = tracing.begin({ name: 'request', atDoor: true });
  await tracing.running.run(begun.within, () =>
    tracing.during({ name: 'handling' }, async () => undefined),
  );
  begun.end({ status: 200 });
  await tracing.close();
  const request = await receiver.spanNamed('request');
  assert.equal((await receiver.spanNamed('handling')).parentSpanId, request.spanId);
});

test('a collector that is away keeps neither the work nor the end of the process', async () => {
  const tracing = await openTracing({ endpoint: 'http://127.0.0.1:1', version: '1' });
  assert.equal(await tracing.during({ name: 'lost' }, async () => 'done'), 'done');
  const began = performance.now();
  await tracing.close().catch(() => undefined);
  assert.ok(performance.now() - began < 4_000);
});

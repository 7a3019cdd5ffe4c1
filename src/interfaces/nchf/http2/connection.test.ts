// HTTP/2 frame by frame: what is right is served, what is wrong costs its stream or its connection, with the
// code that RFC 9113 names.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { ok } from './answer.ts';
import { ERROR, FLAG, FRAME, LARGEST_WINDOW, PREFACE, SETTING } from './frames.ts';
import { CHARGING_DATA } from './route.ts';
import {
  block,
  field,
  frame,
  number,
  openRawScene,
  POST,
  request,
  settings,
  until,
  type RawScene,
} from './test-support/raw-peer.ts';

const { DATA, HEADERS, CONTINUATION } = FRAME;
const { END_STREAM, END_HEADERS, PADDED, ACK } = FLAG;
const bytes = (...octets: number[]): Buffer => Buffer.from(octets);

async function open(
  context: TestContext,
  ...given: Parameters<typeof openRawScene>
): Promise<RawScene> {
  const opened = await openRawScene(...given);
  context.after(() => opened.close());
  return opened;
}

let scene: RawScene;
before(async () => {
  scene = await openRawScene({ maximumStreams: 5, maximumBodyOctets: 1_000 });
});
after(() => scene.close());

test('SETTINGS are exchanged and agreed to, and a request is answered', async () => {
  const peer = await scene.peer();
  peer.write(request(1, '{"a":1}'), frame(FRAME.PING, 0, 0, Buffer.from('12345678')));
  assert.equal(await peer.bodyOf(1), 'create {"a":1}');
  await until(() => peer.of(FRAME.PING).length === 1);
  assert.equal(peer.of(FRAME.PING)[0]?.payload.toString(), '12345678');
  assert.equal(peer.frames[0]?.type, FRAME.SETTINGS);
  assert.equal(peer.of(FRAME.SETTINGS)[1]?.flags, ACK);
  assert.equal(scene.server.inFlight, 0);
});

test('a request octet by octet, padded, with a priority and in pieces is the same request', async () => {
  const peer = await scene.peer();
  const headers = block(POST);
  const half = headers.length >> 1;
  const padding = Buffer.alloc(7);
  const sent = Buffer.concat([
    frame(
      HEADERS,
      PADDED | FLAG.PRIORITY,
      1,
      Buffer.concat([bytes(7, 0, 0, 0, 0, 16), headers.subarray(0, half), padding]),
    ),
    frame(CONTINUATION, 0, 1),
    frame(CONTINUATION, END_HEADERS, 1, headers.subarray(half)),
    frame(DATA, PADDED, 1, Buffer.concat([bytes(7), Buffer.from('{"a"'), padding])),
    frame(0x77, 0xff, 1, padding),
    frame(DATA, 0, 1, Buffer.from(':1')),
    frame(DATA, END_STREAM, 1, Buffer.from('}')),
  ]);
  for (const octet of sent) {
    peer.write(bytes(octet));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await peer.bodyOf(1), 'create {"a":1}');
});

test('bodies that are read late are what was sent, wherever frames were cut', async (context) => {
  const late = await open(context, {}, async (_operation, _id, body) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return ok(body.toString());
  });
  const peer = await late.peer();
  const bodies = [1, 3, 5, 7, 9].map((stream) => `{"stream":"${`${stream}`.repeat(400)}"}`);
  const sent = Buffer.concat(bodies.map((body, at) => request(at * 2 + 1, body)));
  for (let at = 0; at < sent.length; at += 150) {
    peer.write(sent.subarray(at, at + 150));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const [at, body] of bodies.entries()) assert.equal(await peer.bodyOf(at * 2 + 1), body);
});

test('a body may end with trailers', async () => {
  const peer = await scene.peer();
  peer.write(
    frame(HEADERS, END_HEADERS, 1, block(POST)),
    frame(DATA, 0, 1, Buffer.from('{}')),
    frame(HEADERS, END_HEADERS | END_STREAM, 1, field('x-after', 'all')),
  );
  assert.equal(await peer.bodyOf(1), 'create {}');
});

test('headers seen before come as one octet each', async () => {
  const peer = await scene.peer();
  const kept = Buffer.concat(
    POST.map(([name, value]) => Buffer.concat([bytes(0x40), field(name, value).subarray(1)])),
  );
  const again = bytes(66 | 0x80, 65 | 0x80, 64 | 0x80, 63 | 0x80, 62 | 0x80);
  for (const [stream, headers] of [kept, again, again].entries())
    peer.write(
      frame(HEADERS, END_HEADERS, stream * 2 + 1, headers),
      frame(DATA, END_STREAM, stream * 2 + 1, Buffer.from(`${stream}`)),
    );
  for (const at of [0, 1, 2]) assert.equal(await peer.bodyOf(at * 2 + 1), `create ${at}`);
});

test('tiny windows pass an answer piece by piece, and no piece is larger than they are', async (context) => {
  const body = 'x'.repeat(40);
  const wide = await open(context, {}, () => Promise.resolve(ok(body)));
  const peer = await wide.peer(
    Buffer.concat([PREFACE, settings([SETTING.INITIAL_WINDOW_SIZE, 3])]),
  );
  peer.write(request(1), request(3));
  for (let room = 3; room < 40; room += 3) {
    await until(() => lengthOf(1) === room && lengthOf(3) === room);
    peer.write(
      frame(FRAME.WINDOW_UPDATE, 0, 1, number(3)),
      frame(FRAME.WINDOW_UPDATE, 0, 3, number(3)),
    );
  }
  assert.deepEqual([await peer.bodyOf(1), await peer.bodyOf(3)], [body, body]);
  peer.write(request(5));
  await until(() => lengthOf(5) === 3);
  peer.write(settings([SETTING.INITIAL_WINDOW_SIZE, 0]), request(7));
  peer.write(settings([SETTING.INITIAL_WINDOW_SIZE, 10]));
  await until(() => lengthOf(5) === 10 && lengthOf(7) === 10);
  peer.write(settings([SETTING.INITIAL_WINDOW_SIZE, 100]));
  assert.deepEqual([await peer.bodyOf(5), await peer.bodyOf(7)], [body, body]);

  function lengthOf(stream: number): number {
    return peer.of(DATA, stream).reduce((sum, { payload }) => sum + payload.length, 0);
  }
});

test('the window of the connection bounds all streams together', async (context) => {
  const body = 'x'.repeat(30_000);
  const wide = await open(context, {}, () => Promise.resolve(ok(body)));
  const peer = await wide.peer();
  peer.write(request(1), request(3), request(5));
  const sum = (): number => peer.of(DATA).reduce((all, { payload }) => all + payload.length, 0);
  await until(() => sum() === 65_535);
  peer.write(frame(FRAME.WINDOW_UPDATE, 0, 0, number(24_465)));
  for (const stream of [1, 3, 5]) assert.equal(await peer.bodyOf(stream), body);
  assert.ok(peer.of(DATA).every(({ payload }) => payload.length <= 16_384));
});

test('more is granted as bodies are read, for as long as one likes', async (context) => {
  const wide = await open(context, {}, () => Promise.resolve(ok('{}')));
  const peer = await wide.peer();
  const body = Buffer.alloc(16_000, 0x20);
  for (let stream = 1; stream < 400; stream += 2) {
    peer.write(
      frame(HEADERS, END_HEADERS, stream, block(POST)),
      frame(DATA, 0, stream, body),
      frame(DATA, END_STREAM, stream, body),
    );
    await peer.bodyOf(stream);
  }
  assert.equal(peer.of(FRAME.GOAWAY).length, 0, '6 MB came through a window of 1 MiB');
});

test('bodies that do not end hold no more than the window of the connection', async (context) => {
  const wide = await open(context, { bodySeconds: 30 });
  const peer = await wide.peer();
  for (let stream = 1; stream < 60; stream += 2)
    peer.write(
      frame(HEADERS, END_HEADERS, stream, block(POST)),
      ...Array.from({ length: 3 }, () => frame(DATA, 0, stream, Buffer.alloc(16_000, 0x20))),
    );
  assert.equal(await peer.goneWith(), ERROR.FLOW_CONTROL_ERROR);
  await until(() => wide.server.inFlight === 0);
});

const withHeaders = (
  headers: readonly (readonly [string, string])[],
  flags: number = END_STREAM,
): Buffer => frame(HEADERS, END_HEADERS | flags, 1, block(headers));

/** What costs a request its stream, and nothing else. */
const STREAM_ERRORS: readonly (readonly [string, Buffer, number])[] = [
  ['no method', withHeaders(POST.slice(1)), ERROR.PROTOCOL_ERROR],
  ['no path', withHeaders([...POST.slice(0, 2), ...POST.slice(3)]), ERROR.PROTOCOL_ERROR],
  ['two methods', withHeaders([[':method', 'GET'], ...POST]), ERROR.PROTOCOL_ERROR],
  ['a method after others', withHeaders([['a', 'b'], ...POST]), ERROR.PROTOCOL_ERROR],
  ['an unknown pseudo-header', withHeaders([[':who', 'me'], ...POST]), ERROR.PROTOCOL_ERROR],
  ['capitals in a name', withHeaders([...POST, ['Abc', 'b']]), ERROR.PROTOCOL_ERROR],
  ['an empty name', withHeaders([...POST, ['', 'b']]), ERROR.PROTOCOL_ERROR],
  ['a line end in a value', withHeaders([...POST, ['a', 'b\r\nc: d']]), ERROR.PROTOCOL_ERROR],
  ['a blank before a value', withHeaders([...POST, ['a', ' b']]), ERROR.PROTOCOL_ERROR],
  ['transfer-encoding', withHeaders([...POST, ['transfer-encoding', 'x']]), ERROR.PROTOCOL_ERROR],
  ['te that is not trailers', withHeaders([...POST, ['te', 'gzip']]), ERROR.PROTOCOL_ERROR],
  ['a length of words', withHeaders([...POST, ['content-length', 'two']]), ERROR.PROTOCOL_ERROR],
  ['a length, but no body', withHeaders([...POST, ['content-length', '2']]), ERROR.PROTOCOL_ERROR],
  [
    'a body shorter than its length',
    Buffer.concat([
      withHeaders([...POST, ['content-length', '3']], 0),
      frame(DATA, END_STREAM, 1, Buffer.from('{}')),
    ]),
    ERROR.PROTOCOL_ERROR,
  ],
  [
    'trailers that end nothing',
    Buffer.concat([withHeaders(POST, 0), withHeaders([['a', 'b']], 0)]),
    ERROR.PROTOCOL_ERROR,
  ],
  [
    'a window that grows by none',
    Buffer.concat([withHeaders(POST, 0), frame(FRAME.WINDOW_UPDATE, 0, 1, number(0))]),
    ERROR.PROTOCOL_ERROR,
  ],
  [
    'a window past 2^31 - 1',
    Buffer.concat([withHeaders(POST, 0), frame(FRAME.WINDOW_UPDATE, 0, 1, number(LARGEST_WINDOW))]),
    ERROR.FLOW_CONTROL_ERROR,
  ],
  [
    'DATA after the end',
    Buffer.concat([request(1), frame(DATA, 0, 1, Buffer.from('x'))]),
    ERROR.STREAM_CLOSED,
  ],
];
for (const [name, sent, code] of STREAM_ERRORS)
  test(`${name} resets its stream, and the next request is served`, async () => {
    const peer = await scene.peer();
    peer.write(sent);
    assert.equal(await peer.resetWith(1), code);
    peer.write(request(3));
    assert.equal(await peer.bodyOf(3), 'create {}');
    assert.equal(scene.server.inFlight, 0);
  });

/** What ends a connection. */
const CONNECTION_ERRORS: readonly (readonly [string, Buffer, number])[] = [
  ['a frame too large', bytes(0, 0x40, 1, 0, 0, 0, 0, 0, 1), ERROR.FRAME_SIZE_ERROR],
  ['a stream of even number', frame(HEADERS, 5, 2, block(POST)), ERROR.PROTOCOL_ERROR],
  ['HEADERS of no stream', frame(HEADERS, 5, 0, block(POST)), ERROR.PROTOCOL_ERROR],
  ['DATA of no stream', frame(DATA, 0, 0), ERROR.PROTOCOL_ERROR],
  ['DATA of a stream never opened', frame(DATA, 0, 9), ERROR.PROTOCOL_ERROR],
  [
    'a reset of a stream never opened',
    frame(FRAME.RST_STREAM, 0, 9, number(8)),
    ERROR.PROTOCOL_ERROR,
  ],
  [
    'a reset of five octets',
    frame(FRAME.RST_STREAM, 0, 1, Buffer.alloc(5)),
    ERROR.FRAME_SIZE_ERROR,
  ],
  ['more padding than frame', frame(HEADERS, 0xd, 1, bytes(200, 1)), ERROR.PROTOCOL_ERROR],
  ['padding of nothing', frame(HEADERS, 0xd, 1), ERROR.PROTOCOL_ERROR],
  [
    'a block broken into',
    Buffer.concat([frame(HEADERS, 0, 1), frame(FRAME.PING, 0, 0)]),
    ERROR.PROTOCOL_ERROR,
  ],
  ['a CONTINUATION of nothing', frame(CONTINUATION, 4, 1), ERROR.PROTOCOL_ERROR],
  ['headers that are none', frame(HEADERS, 5, 1, bytes(0x80)), ERROR.COMPRESSION_ERROR],
  ['a PUSH_PROMISE', frame(FRAME.PUSH_PROMISE, 4, 1, number(2)), ERROR.PROTOCOL_ERROR],
  ['SETTINGS of a stream', frame(FRAME.SETTINGS, 0, 1), ERROR.PROTOCOL_ERROR],
  ['SETTINGS of five octets', frame(FRAME.SETTINGS, 0, 0, Buffer.alloc(5)), ERROR.FRAME_SIZE_ERROR],
  ['an ACK with settings', frame(FRAME.SETTINGS, 1, 0, Buffer.alloc(6)), ERROR.FRAME_SIZE_ERROR],
  ['a push that is neither on nor off', settings([SETTING.ENABLE_PUSH, 2]), ERROR.PROTOCOL_ERROR],
  ['frames of one octet', settings([SETTING.MAX_FRAME_SIZE, 1]), ERROR.PROTOCOL_ERROR],
  [
    'a first window past 2^31 - 1',
    settings([SETTING.INITIAL_WINDOW_SIZE, 2 ** 31]),
    ERROR.FLOW_CONTROL_ERROR,
  ],
  ['a PING of a stream', frame(FRAME.PING, 0, 1, Buffer.alloc(8)), ERROR.PROTOCOL_ERROR],
  ['a PING of seven octets', frame(FRAME.PING, 0, 0, Buffer.alloc(7)), ERROR.FRAME_SIZE_ERROR],
  ['a GOAWAY of four octets', frame(FRAME.GOAWAY, 0, 0, number(0)), ERROR.FRAME_SIZE_ERROR],
  [
    'a window that grows by none',
    frame(FRAME.WINDOW_UPDATE, 0, 0, number(0)),
    ERROR.PROTOCOL_ERROR,
  ],
  [
    'a window past 2^31 - 1',
    frame(FRAME.WINDOW_UPDATE, 0, 0, number(LARGEST_WINDOW)),
    ERROR.FLOW_CONTROL_ERROR,
  ],
  [
    'a window of three octets',
    frame(FRAME.WINDOW_UPDATE, 0, 0, Buffer.alloc(3)),
    ERROR.FRAME_SIZE_ERROR,
  ],
];
for (const [name, sent, code] of CONNECTION_ERRORS)
  test(`${name} ends the connection with code ${code}`, async () => {
    const peer = await scene.peer();
    peer.write(sent);
    assert.equal(await peer.goneWith(), code);
    await until(() => peer.isClosed);
    assert.equal(scene.server.inFlight, 0);
  });

test('a first frame that is not SETTINGS ends the connection', async () => {
  const peer = await scene.peer(Buffer.concat([PREFACE, request(1)]));
  assert.equal(await peer.goneWith(), ERROR.PROTOCOL_ERROR);
});

test('more streams than are allowed are refused, and may be asked again', async (context) => {
  const ends: (() => void)[] = [];
  const held = await open(
    context,
    { maximumStreams: 2 },
    () => new Promise((resolve) => ends.push(() => resolve(ok('{}')))),
  );
  const peer = await held.peer();
  peer.write(request(1), request(3), request(5));
  assert.equal(await peer.resetWith(5), ERROR.REFUSED_STREAM);
  for (const end of ends) end();
  await peer.bodyOf(1);
  peer.write(request(7));
  await until(() => ends.length === 3);
  ends[2]?.();
  assert.equal(await peer.bodyOf(7), '{}');
});

test('a header list past the limit is answered 431, a body past it 413, and the peer told to stop', async () => {
  const peer = await scene.peer();
  const wide = frame(
    HEADERS,
    END_HEADERS,
    1,
    block([...POST, ...Array.from({ length: 70 }, () => ['a', 'b'] as const)]),
  );
  peer.write(wide, frame(DATA, 0, 1, Buffer.from('{')));
  assert.match(await peer.bodyOf(1), /"status":431/);
  assert.equal(await peer.resetWith(1), ERROR.NO_ERROR);
  peer.write(
    frame(HEADERS, END_HEADERS, 3, block(POST)),
    frame(DATA, 0, 3, Buffer.alloc(600, 0x20)),
    frame(DATA, 0, 3, Buffer.alloc(600, 0x20)),
  );
  assert.match(await peer.bodyOf(3), /"status":413/);
  assert.equal(await peer.resetWith(3), ERROR.NO_ERROR);
});

test('after GOAWAY what is under way is answered, and what is new refused', async (context) => {
  const ends: (() => void)[] = [];
  const held = await open(
    context,
    { closeSeconds: 5 },
    () => new Promise((resolve) => ends.push(() => resolve(ok('{}')))),
  );
  const peer = await held.peer();
  peer.write(request(1));
  await until(() => ends.length === 1);
  const closing = held.server.close();
  assert.equal(await peer.goneWith(), ERROR.NO_ERROR);
  peer.write(request(3));
  assert.equal(await peer.resetWith(3), ERROR.REFUSED_STREAM);
  ends[0]?.();
  assert.equal(await peer.bodyOf(1), '{}');
  await closing;
});

test('a path that nobody knows, and a CONNECT, are answered as over HTTP/1.1', async () => {
  const peer = await scene.peer();
  peer.write(
    withHeaders([
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', '/nowhere'],
    ]),
  );
  assert.match(await peer.bodyOf(1), /"status":404/);
  const connect = block([
    [':method', 'CONNECT'],
    [':authority', CHARGING_DATA.slice(1)],
  ]);
  peer.write(frame(HEADERS, END_HEADERS | END_STREAM, 3, connect));
  assert.match(await peer.bodyOf(3), /"status":404/);
});

// Peers that mean ill, or are broken: floods end in a GOAWAY that says so, whatever is spoiled is answered or
// refused with a code, and nothing of it stays.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { ok } from './answer.ts';
import { ERROR, FLAG, FRAME, PREFACE, SETTING } from './frames.ts';
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
  type RawPeer,
  type RawScene,
} from './test-support/raw-peer.ts';

const { HEADERS, CONTINUATION, DATA } = FRAME;
const { END_HEADERS, END_STREAM } = FLAG;

async function open(
  context: TestContext,
  ...given: Parameters<typeof openRawScene>
): Promise<RawScene> {
  const scene = await openRawScene(...given);
  context.after(() => scene.close());
  return scene;
}

const FLOODS: readonly (readonly [string, (peer: RawPeer, round: number) => void])[] = [
  [
    'requests taken back at once (CVE-2023-44487)',
    (peer, round) =>
      peer.write(
        ...Array.from({ length: 100 }, (_, at) => {
          const stream = (round * 100 + at) * 2 + 1;
          const headers = frame(HEADERS, END_HEADERS | END_STREAM, stream, block(POST));
          return Buffer.concat([headers, frame(FRAME.RST_STREAM, 0, stream, number(ERROR.CANCEL))]);
        }),
      ),
  ],
  [
    'requests that we have to reset (CVE-2025-8671)',
    (peer, round) =>
      peer.write(
        ...Array.from({ length: 100 }, (_, at) => {
          const stream = (round * 100 + at) * 2 + 1;
          const headers = frame(HEADERS, END_HEADERS, stream, block(POST));
          return Buffer.concat([headers, frame(FRAME.WINDOW_UPDATE, 0, stream, number(0))]);
        }),
      ),
  ],
  ['PING', (peer) => many(peer, frame(FRAME.PING, 0, 0, Buffer.alloc(8)))],
  ['SETTINGS', (peer) => many(peer, settings([SETTING.INITIAL_WINDOW_SIZE, 1]))],
  ['PRIORITY', (peer) => many(peer, frame(FRAME.PRIORITY, 0, 1, Buffer.alloc(5)))],
  ['windows that grow by one', (peer) => many(peer, frame(FRAME.WINDOW_UPDATE, 0, 0, number(1)))],
  ['frames that nobody knows', (peer) => many(peer, frame(0x99, 0, 0))],
  [
    'DATA of nothing',
    (peer, round) => {
      if (round === 0) peer.write(frame(HEADERS, END_HEADERS, 1, block(POST)));
      many(peer, frame(DATA, 0, 1));
    },
  ],
  [
    'headers without end',
    (peer, round) => {
      if (round === 0) peer.write(frame(HEADERS, 0, 1, block(POST)));
      peer.write(frame(CONTINUATION, 0, 1, field('a', 'b'.repeat(120))));
    },
  ],
  [
    'headers without end, of nothing',
    (peer, round) => {
      if (round === 0) peer.write(frame(HEADERS, 0, 1, block(POST)));
      many(peer, frame(CONTINUATION, 0, 1));
    },
  ],
];
const many = (peer: RawPeer, bytes: Buffer): void =>
  peer.write(...Array.from({ length: 100 }, () => bytes));

for (const [name, flood] of FLOODS)
  test(`a flood of ${name} ends in ENHANCE_YOUR_CALM`, async (context) => {
    const scene = await open(context);
    const peer = await scene.peer();
    for (let round = 0; !peer.isClosed && peer.of(FRAME.GOAWAY).length === 0; round += 1) {
      assert.ok(round < 20_000, 'it ends');
      flood(peer, round);
      if (round % 10 === 9) await pause(0);
    }
    assert.equal(await peer.goneWith(), ERROR.ENHANCE_YOUR_CALM);
    await until(() => scene.server.connections().length === 0 && scene.server.inFlight === 0);
    const other = await scene.peer();
    other.write(request(1));
    assert.equal(await other.bodyOf(1), 'create {}');
  });

test('a whole round of requests may be taken back, and pings answered', async (context) => {
  const scene = await open(context, {}, () => new Promise(() => {}));
  const peer = await scene.peer();
  for (let stream = 1; stream < 2_000; stream += 2) peer.write(request(stream));
  for (let stream = 1; stream < 2_000; stream += 2)
    peer.write(frame(FRAME.RST_STREAM, 0, stream, number(ERROR.CANCEL)));
  peer.write(frame(FRAME.PING, 0, 0, Buffer.alloc(8)));
  await until(() => peer.of(FRAME.PING).length === 1);
  assert.equal(peer.of(FRAME.GOAWAY).length, 0);
  assert.equal(scene.server.inFlight, 1_000, 'the work goes on');
});

test('a small block that stands for megabytes of headers is answered 431 at once', async (context) => {
  const scene = await open(context);
  const peer = await scene.peer();
  const kept = Buffer.concat([
    Buffer.from([0x40, 1, 0x61, 0x7f, 0x81, 0x1e]),
    Buffer.alloc(4_000 - 32, 0x62),
  ]);
  const bomb = Buffer.concat([block(POST), kept, Buffer.alloc(12_000, 0xbe)]);
  peer.write(frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb));
  assert.match(await peer.bodyOf(1), /"status":431/);
});

test('who begins a frame, a block or its SETTINGS and does not end them is let go', async (context) => {
  const scene = await open(context, { greetingSeconds: 0.3 });
  const whole = Buffer.concat([PREFACE, settings()]);
  for (const [first, code] of [
    [PREFACE, ERROR.SETTINGS_TIMEOUT],
    [Buffer.concat([whole, Buffer.from([0, 0])]), ERROR.ENHANCE_YOUR_CALM],
    [Buffer.concat([whole, frame(HEADERS, 0, 1)]), ERROR.ENHANCE_YOUR_CALM],
  ] as const) {
    const peer = await scene.peer(first);
    assert.equal(await peer.goneWith(), code);
  }
});

test('a peer that asks and does not read is asked no more of, and then cut', async (context) => {
  const body = 'x'.repeat(15_000);
  const scene = await open(context, { takingSeconds: 0.5 }, () => Promise.resolve(ok(body)));
  const windows = settings([SETTING.INITIAL_WINDOW_SIZE, 2 ** 30]);
  const first = [PREFACE, windows, frame(FRAME.WINDOW_UPDATE, 0, 0, number(2 ** 30))];
  const peer = await scene.peer(Buffer.concat(first));
  await until(() => peer.frames.length > 1);
  peer.socket.pause();
  let stream = 1;
  while (scene.server.connections().length > 0 && stream < 200_000) {
    for (let left = 200; left > 0; left -= 1, stream += 2) peer.socket.write(request(stream));
    await pause(5);
  }
  await until(() => scene.server.connections().length === 0);
  await until(() => scene.server.inFlight === 0);
});

/** A conversation that is right, to be spoiled: two requests, one of them in pieces, and some of the rest. */
const RIGHT = Buffer.concat([
  PREFACE,
  settings([SETTING.INITIAL_WINDOW_SIZE, 65_535]),
  request(1, '{"a":1}'),
  frame(HEADERS, 0, 3, block(POST.slice(0, 2))),
  frame(CONTINUATION, END_HEADERS, 3, block(POST.slice(2))),
  frame(FRAME.WINDOW_UPDATE, 0, 3, number(100)),
  frame(DATA, FLAG.PADDED, 3, Buffer.from('\u0002{"b"\0\0')),
  frame(FRAME.PING, 0, 0, Buffer.alloc(8)),
  frame(DATA, END_STREAM, 3, Buffer.from(':2}')),
  frame(HEADERS, END_HEADERS, 5, Buffer.from([0x83, 0x86, 0x84])),
  frame(FRAME.RST_STREAM, 0, 5, number(ERROR.CANCEL)),
]);

const spoiled = fc
  .array(
    fc.record({
      at: fc.nat(RIGHT.length - 1 - PREFACE.length).map((at) => at + PREFACE.length),
      octet: fc.nat(255),
      how: fc.constantFrom('set', 'set', 'cut', 'insert', 'double'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((spoils) =>
    spoils.reduce<Buffer>((bytes, { at, octet, how }) => {
      if (how === 'insert')
        return Buffer.concat([bytes.subarray(0, at), Buffer.from([octet]), bytes.subarray(at)]);
      if (how === 'cut') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
      if (how === 'double') return Buffer.concat([bytes, bytes.subarray(at, at + octet)]);
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = octet;
      return copy;
    }, RIGHT),
  );

test('2,000 spoiled conversations are answered, refused with a code, or waited for', async (context) => {
  const scene = await open(context);
  const ends = { goodbye: 0, answered: 0, waiting: 0 };
  await fc.assert(
    fc.asyncProperty(spoiled, fc.integer({ min: 9, max: 900 }), async (bytes, piece) => {
      const peer = await scene.peer(Buffer.alloc(0));
      for (let at = 0; at < bytes.length; at += piece) peer.write(bytes.subarray(at, at + piece));
      // A PING at the end is answered unless what came before it is bad, or not whole.
      peer.write(frame(FRAME.PING, 0, 0, Buffer.from('the last')));
      const last = (): boolean =>
        peer.of(FRAME.PING).some(({ payload }) => payload.toString() === 'the last');
      const deadline = performance.now() + 10;
      while (!last() && !peer.isClosed && performance.now() < deadline) await pause(1);
      if (last()) ends.answered += 1;
      else if (peer.of(FRAME.GOAWAY).length > 0) ends.goodbye += 1;
      else {
        assert.equal(peer.isClosed, false, 'nobody is cut off without a word');
        ends.waiting += 1;
      }
      peer.socket.resetAndDestroy();
    }),
    { numRuns: 2_000 },
  );
  assert.ok(ends.goodbye > 500 && ends.answered > 50, JSON.stringify(ends));
  await until(() => scene.server.inFlight === 0 && scene.server.connections().length === 0);
  assert.deepEqual(scene.logged, [], 'nothing broke');
});

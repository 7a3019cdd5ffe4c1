// Ten thousand spoiled messages, drawn from a seed that is printed: LARGESSE_SEED=n plays it again.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readCapture, readCapturedSession } from './captured-session.ts';
import type { GyClient } from './client.ts';
import { isRequest, readMessage } from './codec/message.ts';
import { mutate, seededRandom, withTrueLength } from './test-support/mutate.ts';
import type { NaiveCharging } from './test-support/naive-charging.ts';
import { codeIn, openTestDoor } from './test-support/open-door.ts';
import { creditControl } from './codec/avps-credit-control.ts';
import {
  avp,
  creditControlRequest,
  EVENT,
  FINAL,
  ratingGroup,
  requested,
  service,
  totalOctets,
  UPDATE,
  used,
} from './test-support/requests.ts';

const SERVICES = [
  service(ratingGroup(1), used(totalOctets(5)), used(totalOctets(6)), requested()),
  service(ratingGroup(2), requested(totalOctets(7))),
];
const DIRECT_DEBITING = avp(creditControl.requestedAction, 0);
const CHECK_BALANCE = avp(creditControl.requestedAction, 2);

/** What the capture does not show: several services, units in the root, events. */
const OTHER_REQUESTS = [
  creditControlRequest({ and: SERVICES }),
  creditControlRequest({ type: UPDATE, number: 1, and: SERVICES }),
  creditControlRequest({ type: UPDATE, number: 2, and: [used(totalOctets(9)), requested()] }),
  creditControlRequest({ type: FINAL, number: 3, and: SERVICES }),
  creditControlRequest({ type: EVENT, and: [DIRECT_DEBITING, requested(totalOctets(7))] }),
  creditControlRequest({ type: EVENT, and: [CHECK_BALANCE, requested(totalOctets(7))] }),
];

const MESSAGES = 10_000;
const GREETINGS = 500;
const WARM_UP_MESSAGES = 1_000;
const HEAP_GROWTH_OCTETS = 4 * 1024 * 1024;
const ANSWER_SECONDS = 5;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use once the naive charging has forgotten what it was asked. */
function heapOctets(charging: NaiveCharging): number {
  charging.requests.length = 0;
  charging.sessions.clear();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test(
  'each of ten thousand spoiled messages is answered or ends its connection',
  { timeout: 60_000 },
  async (context) => {
    const seed = Number(process.env['LARGESSE_SEED'] ?? randomInt(2 ** 31));
    context.diagnostic(`LARGESSE_SEED=${seed}`);
    const random = seededRandom(seed);
    const { door, charging, logged, greet } = await openTestDoor(context);
    const originals = [...readCapture().map(({ bytes }) => bytes), ...OTHER_REQUESTS];
    let client = await greet();
    let answered = 0;
    let ended = 0;
    let unanswerable = 0;

    const restartWhenEnded = async (): Promise<void> => {
      if (!client.socket.destroyed && client.socket.writable) return;
      client.socket.destroy();
      client = await greet();
    };

    const play = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const original = originals[random(originals.length)] ?? Buffer.alloc(0);
        const bytes = mutate(original, random);
        await restartWhenEnded();
        const outcome = await send(client, bytes);
        if (outcome === 'answered') answered += 1;
        else if (outcome === 'ended') ended += 1;
        else unanswerable += 1;
      }
    };

    await play(WARM_UP_MESSAGES);
    const before = heapOctets(charging);
    const startedAt = performance.now();
    await play(MESSAGES);
    const seconds = (performance.now() - startedAt) / 1_000;
    const growth = heapOctets(charging) - before;
    context.diagnostic(
      `${answered} answered, ${ended} ended, ${unanswerable} were no requests; ${seconds.toFixed(1)} s, heap ${growth} octets`,
    );

    assert.equal(answered + ended + unanswerable, MESSAGES + WARM_UP_MESSAGES);
    assert.ok(answered > MESSAGES / 2, 'most spoiled messages are answered');
    assert.ok(!logged.has('gy message brought out a bug'));
    assert.ok(!logged.has('charging failed'));
    assert.ok(growth < HEAP_GROWTH_OCTETS, `the heap grew by ${growth} octets`);
    assert.ok(seconds < 20, `it took ${seconds} s`);
    await restartWhenEnded();
    assert.equal(codeIn(await client.request(creditControlRequest())), 2001);
    assert.ok(door.peers().every((peer) => peer.outstandingRequests === 0));
  },
);

test(
  'each of five hundred spoiled greetings is answered or ends its connection',
  { timeout: 30_000 },
  async (context) => {
    const random = seededRandom(seedFor(context));
    const { connect, greet, logged } = await openTestDoor(context);
    const greeting = readCapturedSession().capabilitiesExchange;
    for (let index = 0; index < GREETINGS; index += 1) {
      const client = await connect();
      const bytes = mutate(greeting, random);
      await answerOrEnd(client, withTrueLength(bytes));
      client.socket.destroy();
    }
    assert.ok(!logged.has('gy message brought out a bug'));
    assert.equal(codeIn(await (await greet()).request(creditControlRequest())), 2001);
  },
);

function seedFor(context: TestContext): number {
  const seed = Number(process.env['LARGESSE_SEED'] ?? randomInt(2 ** 31));
  context.diagnostic(`LARGESSE_SEED=${seed}`);
  return seed;
}

type Outcome = 'answered' | 'ended' | 'not_a_request';

/**
 * Sends and waits for what must come. What still has its length and is a request must be answered or
 * end the connection. Of anything else only this can be said: a sound request sent after it is answered,
 * or its connection has ended.
 */
async function send(client: GyClient, bytes: Buffer): Promise<Outcome> {
  const isWhole = bytes.readUIntBE(1, 3) === bytes.length && bytes.length % 4 === 0;
  if (isWhole && isRequest(readMessage(bytes))) return answerOrEnd(client, bytes);
  client.send(bytes);
  // A length that says too much takes what follows for its own: fill it up, so that it ends.
  const missing = bytes.readUIntBE(1, 3) - bytes.length;
  if (missing > 0 && missing < 65_536) client.send(Buffer.alloc(missing));
  const outcome = await answerOrEnd(client, creditControlRequest());
  return outcome === 'answered' ? 'not_a_request' : 'ended';
}

async function answerOrEnd(client: GyClient, bytes: Buffer): Promise<'answered' | 'ended'> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timeout = setTimeout(
    () => reject(new Error(`neither answer nor end: ${bytes.toString('hex')}`)),
    ANSWER_SECONDS * 1_000,
  );
  try {
    return await Promise.race([
      client.request(bytes).then(
        () => 'answered' as const,
        () => 'ended' as const,
      ),
      client.closed.then(() => 'ended' as const),
      late,
    ]);
  } finally {
    clearTimeout(timeout);
  }
}

// The network's side of the load: SMFs over Gy, with one data session after another for every line. A
// request is sent again, with its number and the T bit, until it is answered (RFC 8506 clause 5.6 lets
// the client choose; ours never gives up, so nothing is left in doubt at the end).

import { setTimeout as sleep } from 'node:timers/promises';
import {
  GyClient,
  readTree,
  valueIn,
  type GyIdentity,
  type Message,
} from '../../src/interfaces/gy/public.ts';
import { Fault } from '../../src/kernel/public.ts';
import { subscribers, type Subscriber } from './carrier.ts';
import type { Random } from './random.ts';
import type { Record } from './record.ts';
import { requestOf, type Step } from './requests.ts';
import type { Server } from './server.ts';

export type Network = {
  /** True when every line was served once more, by a request sent after this moment. */
  isServedSince(moment: number): boolean;
  /** Ends each session in good order, and resolves when all are ended. */
  stop(): Promise<void>;
};

const PEERS = 3;
const ANSWER_SECONDS = 1;
const AGAIN_MILLISECONDS = 50;
const SUCCESS = 2001;
const TOO_BUSY = 3004;
const LARGEST_USE = 2_000_000;
/** Every so often a request that was answered is sent once more, as a network does that lost the answer. */
const REPEATS_IN_A_HUNDRED = 10;

export function startNetwork(server: Server, record: Record, random: Random): Network {
  const peers = Array.from({ length: PEERS }, (_, index) => createPeer(server, index));
  const servedAt = new Map<string, number>();
  const stopping = new AbortController();

  const lines = subscribers.map(async (subscriber, index) => {
    const chance = random.fork(subscriber.imsi);
    const ask = peers[index % PEERS]?.ask ?? failed;
    const served = (began: number): void => void servedAt.set(subscriber.imsi, began);
    for (let session = 0; !stopping.signal.aborted; session += 1)
      await oneSession({
        ask,
        served,
        subscriber,
        session,
        record,
        chance,
        ends: stopping.signal,
      });
  });
  return {
    isServedSince: (moment) => subscribers.every(({ imsi }) => (servedAt.get(imsi) ?? 0) > moment),
    async stop() {
      stopping.abort();
      await Promise.all(lines);
      await Promise.all(peers.map((peer) => peer.close()));
    },
  };
}

type Ask = (bytes: (hopByHop: number) => Buffer) => Promise<Message | undefined>;

async function oneSession(about: {
  ask: Ask;
  served: (began: number) => void;
  subscriber: Subscriber;
  session: number;
  record: Record;
  chance: Random;
  ends: AbortSignal;
}): Promise<void> {
  const { ask, served, subscriber, record, chance } = about;
  const sessionId = `smf.epc.test;chaos;${subscriber.imsi};${about.session}`;
  const updates = chance.between(2, 20);
  for (let number = 0, isOver = false; !isOver; number += 1) {
    isOver = number > updates || (number > 0 && about.ends.aborted);
    const step: Step = {
      kind: number === 0 ? 'initial' : isOver ? 'final' : 'update',
      subscriber,
      sessionId,
      requestNumber: number,
      usedOctets: number === 0 ? 0 : chance.between(1, LARGEST_USE),
    };
    const told = await untilAnswered(step, ask, served, false);
    if (told.code !== SUCCESS)
      return record.wrong(`${sessionId} #${number} (${step.kind}) was answered ${told.code}`);
    record.charged(subscriber.imsi, step.usedOctets);
    if (chance.between(1, 100) <= REPEATS_IN_A_HUNDRED) {
      const again = await untilAnswered(step, ask, served, true);
      if (again.code !== told.code || again.granted !== told.granted)
        record.wrong(`${sessionId} #${number} was answered differently when it was repeated`);
    }
    await sleep(chance.between(5, 25));
  }
}

type Told = { readonly code: number; readonly granted: number };

async function untilAnswered(
  step: Step,
  ask: Ask,
  served: (began: number) => void,
  isRepeat: boolean,
): Promise<Told> {
  const endToEnd = nextIdentifier();
  for (let attempt = 0; ; attempt += 1) {
    const began = performance.now();
    const answer = await ask((hopByHop) =>
      requestOf(step, { hopByHop, endToEnd, isRepeat: isRepeat || attempt > 0 }),
    );
    const avps = answer === undefined ? [] : readTree(answer);
    const code = Number(valueIn(avps, 'Result-Code'));
    if (answer !== undefined && code !== TOO_BUSY) {
      served(began);
      return { code, granted: Number(valueIn(avps, 'CC-Total-Octets') ?? 0) };
    }
    await sleep(AGAIN_MILLISECONDS);
  }
}

type Peer = { readonly ask: Ask; close(): Promise<void> };

/** An SMF with one connection, which it opens again whenever it is gone. */
function createPeer(server: Server, index: number): Peer {
  const identity: GyIdentity = {
    originHost: `smf-${index}.epc.test`,
    originRealm: 'epc.test',
    productName: 'chaos',
    vendorId: 0,
    hostIpAddresses: ['127.0.0.1'],
  };
  let connecting: Promise<GyClient> | undefined;

  const connect = async (): Promise<GyClient> => {
    const { address } = server;
    if (address === undefined) throw new Fault('gy_away', 'nobody listens', { retry: 'safe' });
    const about = { host: '127.0.0.1', port: address.gyPort, timeoutSeconds: ANSWER_SECONDS };
    const client = await GyClient.connect({ ...about, identity });
    await client.exchangeCapabilities();
    return client;
  };
  const client = (): Promise<GyClient> => {
    if (connecting !== undefined) return connecting;
    const forget = (): void => {
      connecting = undefined;
    };
    connecting = connect();
    void connecting.then((connected) => connected.closed).then(forget, forget);
    return connecting;
  };
  return {
    async ask(bytes) {
      try {
        return await (await client()).request(bytes(nextIdentifier()));
      } catch {
        return undefined; // no connection, or no answer: ask again
      }
    },
    async close() {
      await (await connecting)?.close();
    },
  };
}

let lastIdentifier = 0;
const nextIdentifier = (): number => (lastIdentifier += 1);
const failed = (): Promise<undefined> => Promise.resolve(undefined);

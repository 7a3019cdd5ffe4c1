// Spoiled Diameter messages. Those that keep their length share a few connections, many in flight; those
// whose framing is broken, or that may end a connection when they are sound, get one of their own.

import {
  GyClient,
  readCapture,
  readMessage,
  type GyClientOptions,
} from '../../src/interfaces/gy/public.ts';
import { isRequest } from '../../src/interfaces/gy/codec/message.ts';
import { creditControl } from '../../src/interfaces/gy/codec/avps-credit-control.ts';
import { mutate } from '../../src/interfaces/gy/test-support/mutate.ts';
import { SMF_IDENTITY, codeIn } from '../../src/interfaces/gy/test-support/open-door.ts';
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
} from '../../src/interfaces/gy/test-support/requests.ts';
import { Fault } from '../../src/kernel/public.ts';
import { pick, type Random } from './random.ts';
import { UNANSWERED_SECONDS, type Outcome, type Sender, type Sent } from './sender.ts';

const SERVICES = [
  service(ratingGroup(1), used(totalOctets(5)), used(totalOctets(6)), requested()),
  service(ratingGroup(2), requested(totalOctets(7))),
];
const DIRECT_DEBITING = avp(creditControl.requestedAction, 0);
const CHECK_BALANCE = avp(creditControl.requestedAction, 2);
const CREDIT_CONTROL = 272;
const DEVICE_WATCHDOG = 280;
const HOP_BY_HOP = 12;
const SHARED_CONNECTIONS = 4;
const GREETINGS = 3;
/** How long a door may take to answer what follows a message whose framing is broken. */
const GRACE_MILLISECONDS = 30;

/** What was captured, and what the capture does not show. */
const ORIGINALS: readonly Buffer[] = [
  ...readCapture().map(({ bytes }) => bytes),
  creditControlRequest({ and: SERVICES }),
  creditControlRequest({ type: UPDATE, number: 1, and: SERVICES }),
  creditControlRequest({ type: UPDATE, number: 2, and: [used(totalOctets(9)), requested()] }),
  creditControlRequest({ type: FINAL, number: 3, and: SERVICES }),
  creditControlRequest({ type: EVENT, and: [DIRECT_DEBITING, requested(totalOctets(7))] }),
  creditControlRequest({ type: EVENT, and: [CHECK_BALANCE, requested(totalOctets(7))] }),
];

export async function openGySender(place: {
  readonly host: string;
  readonly port: number;
  readonly timeoutSeconds?: number;
}): Promise<Sender> {
  const options = (name: string): GyClientOptions => ({
    timeoutSeconds: UNANSWERED_SECONDS,
    ...place,
    identity: { ...SMF_IDENTITY, originHost: `${name}.epc.test` },
  });
  /** Once more where it is turned away: the end of the last one of this name may be on its way yet. */
  const greet = async (name: string, tries = GREETINGS): Promise<GyClient> => {
    const client = await GyClient.connect(options(name));
    try {
      await client.exchangeCapabilities();
      return client;
    } catch (error) {
      client.socket.destroy();
      if (tries === 1) throw error;
      return greet(name, tries - 1);
    }
  };
  const shared = Array.from({ length: SHARED_CONNECTIONS }, (_, number) =>
    reconnecting(() => greet(`fuzz${number}`)),
  );
  const free: string[] = [];
  let names = 0;
  let lastHopByHop = 0;
  const nextHopByHop = (): number => {
    lastHopByHop = (lastHopByHop + 1) % 0xf000_0000;
    return lastHopByHop;
  };

  /** On a connection of its own, under a name that nobody else has at the time. */
  const alone = async (bytes: Buffer): Promise<Outcome> => {
    const name = free.pop() ?? `alone${(names += 1)}`;
    const client = await greet(name);
    try {
      client.send(bytes);
      return await whatFollows(client);
    } finally {
      client.socket.destroy();
      await client.closed;
      free.push(name);
    }
  };
  const together = async (bytes: Buffer, random: Random): Promise<Outcome> => {
    bytes.writeUInt32BE(nextHopByHop(), HOP_BY_HOP);
    const client = await pick(shared, random)();
    if (isRequest(readMessage(bytes))) return outcomeOf(client.request(bytes));
    client.send(bytes);
    return 'passed_over';
  };
  return {
    async send(random): Promise<Sent> {
      const bytes = mutate(pick(ORIGINALS, random), random);
      const outcome = await (mayBreakOff(bytes) ? alone(bytes) : together(bytes, random));
      return { outcome, bytes };
    },
    async isWell() {
      const client = await greet('well');
      const code = codeIn(await client.request(creditControlRequest({ and: SERVICES })));
      await client.close();
      return code === 2001;
    },
    async close() {
      for (const connection of shared) (await connection()).socket.destroy();
    },
  };
}

/** What is no whole message, and whatever ends a connection by being sound. */
function mayBreakOff(bytes: Buffer): boolean {
  const isWhole =
    bytes.length >= 20 &&
    bytes.length % 4 === 0 &&
    bytes.readUInt8(0) === 1 &&
    bytes.readUIntBE(1, 3) === bytes.length;
  if (!isWhole) return true;
  const { command } = readMessage(bytes);
  return command !== CREDIT_CONTROL && command !== DEVICE_WATCHDOG;
}

/** A sound request is answered, or the connection ends. A door that waits for more is told there is none. */
async function whatFollows(client: GyClient): Promise<Outcome> {
  const sound = outcomeOf(client.request(creditControlRequest({ hopByHop: 0xeeee_eeee })));
  const late = new Promise<'late'>((resolve) => {
    setTimeout(resolve, GRACE_MILLISECONDS, 'late').unref();
  });
  const first = await Promise.race([sound, late]);
  if (first !== 'late') return first;
  client.socket.end();
  return sound;
}

const outcomeOf = (answer: Promise<unknown>): Promise<Outcome> =>
  answer.then(
    (): Outcome => 'answered',
    (error: unknown): Outcome => {
      if (!(error instanceof Fault)) throw error;
      return error.code === 'gy_connection_lost' ? 'ended' : 'unanswered';
    },
  );

/** Gives the connection, or another one when it has ended. */
function reconnecting(connect: () => Promise<GyClient>): () => Promise<GyClient> {
  let current: Promise<GyClient> | undefined;
  return async () => {
    const client = await (current ??= connect());
    if (client.socket.writable && !client.socket.destroyed) return client;
    // Whoever comes first makes the next one, for all.
    const mine = current;
    await client.closed;
    if (current === mine) current = connect();
    return current;
  };
}

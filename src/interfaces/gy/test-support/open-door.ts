// A door with naive charging behind it, and clients that know how to greet.

import { setTimeout as pause } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import type { Charging } from '../../../charging/public.ts';
import { systemClock } from '../../../kernel/public.ts';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import type { AvpDefinition } from '../codec/definition.ts';
import { findAvp } from '../codec/avp.ts';
import { avpsOf, type Message } from '../codec/message.ts';
import { GyClient, type GyClientOptions } from '../client.ts';
import { openGyDoor, type GyDoor, type GyDoorOptions } from '../door.ts';
import type { GyIdentity } from '../identity.ts';
import { NaiveCharging } from './naive-charging.ts';
import { IMSI, MSISDN } from './requests.ts';

const UNTIL_MILLISECONDS = 8_000;

export const OUR_IDENTITY: GyIdentity = {
  originHost: 'ocs.epc.test',
  originRealm: 'epc.test',
  productName: 'Largesse',
  vendorId: 0,
  hostIpAddresses: ['127.0.0.1'],
};
export const SMF_IDENTITY: GyIdentity = { ...OUR_IDENTITY, originHost: 'smf.epc.test' };

export type TestDoor = {
  readonly door: GyDoor;
  readonly charging: NaiveCharging;
  /** What the door has told its log, each message once. */
  readonly logged: ReadonlySet<string>;
  /** A client that has not greeted yet; ended when the test does. */
  readonly connect: (options?: Partial<GyClientOptions>) => Promise<GyClient>;
  readonly greet: (options?: Partial<GyClientOptions>) => Promise<GyClient>;
};

export async function openTestDoor(
  context: TestContext,
  options: Partial<GyDoorOptions> & { wrap?: (charging: Charging) => Charging } = {},
): Promise<TestDoor> {
  const charging = new NaiveCharging();
  const line = { availableOctets: 100_000_000, state: 'active' as const };
  charging.lines.set(IMSI, line).set(MSISDN, line);
  const logged = new Set<string>();
  const log = (_fields: object, message: string): void => {
    logged.add(message);
  };
  const { wrap = (inner) => inner, ...others } = options;
  const door = await openGyDoor({
    charging: wrap(charging),
    identity: OUR_IDENTITY,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    log: { info: log, warn: log, error: log },
    ...others,
  });
  const clients: GyClient[] = [];
  context.after(async () => {
    for (const client of clients) client.socket.destroy();
    await door.close();
  });
  const connect: TestDoor['connect'] = async (more = {}) => {
    const client = await GyClient.connect({
      host: '127.0.0.1',
      port: door.port,
      identity: SMF_IDENTITY,
      timeoutSeconds: 5,
      ...more,
    });
    clients.push(client);
    return client;
  };
  const greet: TestDoor['greet'] = async (more) => {
    const client = await connect(more);
    await client.exchangeCapabilities();
    return client;
  };
  return { door, charging, logged, connect, greet };
}

/** The number in the message's own AVP of that definition. */
export function numberIn(message: Message, definition: AvpDefinition): number | undefined {
  return findAvp(avpsOf(message), definition)?.unsigned32();
}

export const codeIn = (message: Message): number | undefined => numberIn(message, base.resultCode);

/** The code of the first service in the answer. */
export function serviceCodeIn(message: Message): number | undefined {
  const group = findAvp(avpsOf(message), creditControl.multipleServicesCreditControl);
  return group && findAvp(group.children(), base.resultCode)?.unsigned32();
}

/**
 * Waits for something that will come about, and gives up when it does not: a loop without an end would
 * keep the whole run from ending, long after its test was called failed.
 */
export async function until(fact: () => boolean): Promise<void> {
  const deadline = performance.now() + UNTIL_MILLISECONDS;
  while (!fact()) {
    if (performance.now() > deadline) throw new Error(`not so in time: ${String(fact)}`);
    await pause(5);
  }
}

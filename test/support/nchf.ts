// An Nchf door on a store of its own, with the real charging and ledger behind it, and a network function
// that is told of things.

import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createChargingCatalog } from '../../src/catalog/public.ts';
import {
  createCharging,
  createCounters,
  createSettings,
  type Charging,
  type Counters,
} from '../../src/charging/public.ts';
import type { Store } from '../../src/db/public.ts';
import {
  createNchfClient,
  openNchfDoor,
  type NchfClient,
  type NchfDoor,
  type NchfDoorOptions,
} from '../../src/interfaces/nchf/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import type { AccountChange } from '../../src/ledger/public.ts';
import { createServedLines, type Line } from '../../src/subscribers/public.ts';
import { createTestCarrier, type TestCarrier } from './carrier.ts';
import { openTestStore } from './store.ts';

export type NchfScene = {
  readonly store: Store;
  readonly carrier: TestCarrier;
  readonly charging: Charging;
  readonly counters: Counters;
  readonly door: NchfDoor;
  readonly root: string;
  readonly client: NchfClient;
  /** What the door has told its log. */
  readonly logged: string[];
  /** Opens another door on the same store, as a second process would. */
  another(options?: Partial<NchfDoorOptions>): Promise<NchfDoor>;
  available(line: Line): Promise<number>;
  close(): Promise<void>;
};

export async function openNchfScene(
  options: Partial<NchfDoorOptions> & { wrap?: (charging: Charging) => Charging } = {},
): Promise<NchfScene> {
  const { wrap = (inner) => inner, ...others } = options;
  const store = await openTestStore();
  const clock = systemClock;
  const logged: string[] = [];
  const keep = (_fields: object, message: string): void => void logged.push(message);
  const log = { info: keep, warn: keep, error: keep };
  const listeners: ((changes: readonly AccountChange[]) => void)[] = [];
  const carrier = await createTestCarrier(store, clock, undefined, (changes) => {
    for (const listener of listeners) listener(changes);
  });
  const settings = createSettings({ read: createChargingCatalog(store, clock).settings, clock });
  const { ledger, directory } = carrier;
  const lines = createServedLines(store, clock);
  const charging = wrap(createCharging({ ledger, lines, settings, clock }));
  const counters = createCounters({ ledger, directory, settings, clock, log });
  listeners.push(counters.changed);
  const doors: NchfDoor[] = [];
  const another: NchfScene['another'] = async (more = {}) => {
    const door = await openNchfDoor({
      charging,
      counters: {
        async accountOf({ imsi = '' }) {
          const line = await directory.lineBy('imsi', imsi);
          return line === undefined || line.status === 'closed' ? undefined : line.accountId;
        },
        isCustomer: async (accountId) => (await directory.line(accountId))?.status !== 'closed',
        countersOf: counters.countersOf,
        watch: counters.watch,
      },
      store,
      clock,
      log,
      host: '127.0.0.1',
      port: 0,
      ...others,
      ...more,
    });
    doors.push(door);
    return door;
  };
  const door = await another();
  const root = `http://127.0.0.1:${door.port}`;
  const client = createNchfClient(root);
  return {
    store,
    carrier,
    charging,
    counters,
    door,
    root,
    client,
    logged,
    another,
    async available(line) {
      const balance = await ledger.balance(line.accountId);
      if (!balance.ok) throw new Error(balance.refusal.code);
      return balance.value.availableOctets;
    },
    async close() {
      await client.close();
      for (const each of doors) await each.close();
      await ledger.close();
      await store.close();
    },
  };
}

export type Told = { readonly path: string; readonly body: unknown };

/** A network function that writes down what it is told, and answers as it is asked to. */
export type NetworkFunction = {
  readonly root: string;
  readonly told: Told[];
  /** Connections that were made to it so far. */
  readonly connections: number;
  status: number;
  close(): Promise<void>;
};

export async function openNetworkFunction(): Promise<NetworkFunction> {
  const told: Told[] = [];
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  const server: Http2Server = createServer();
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      told.push({
        path: headers[':path'] ?? '',
        body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
      });
      stream.respond({ ':status': self.status }, { endStream: true });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: NetworkFunction = {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    get connections() {
      return connections;
    },
    status: 204,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

let chargingIds = 0;

/** A ChargingDataRequest of an SMF, as far as all of its requests are alike. */
export const chargingData = (
  line: Pick<Line, 'imsi' | 'msisdn'>,
  more: object = {},
): { readonly [attribute: string]: unknown } => ({
  subscriberIdentifier: `imsi-${line.imsi}`,
  nfConsumerIdentification: {
    nFName: '5d6a7f50-0b5f-4a3b-9d44-0f5a4d1c2b3e',
    nodeFunctionality: 'SMF',
  },
  invocationTimeStamp: '2026-11-22T12:00:00Z',
  invocationSequenceNumber: 0,
  ...more,
});

/** The same of a PDU session that no other one is named as. */
export const pduSession = (
  line: Pick<Line, 'imsi' | 'msisdn'>,
  notifyUri = 'http://127.0.0.1:9/notify',
): { readonly [attribute: string]: unknown } => {
  chargingIds += 1;
  return chargingData(line, {
    chargingId: chargingIds,
    notifyUri,
    pDUSessionChargingInformation: {
      chargingId: chargingIds,
      userInformation: { servedGPSI: `msisdn-${line.msisdn}` },
      pduSessionInformation: { pduSessionID: 1, dnnId: 'internet' },
    },
  });
};

/** A unit that asks for `asked` octets, or for any, and reports what was used. */
export const unit = (
  ratingGroup: number,
  about: { readonly ask?: number | 'any'; readonly used?: number } = {},
): object => ({
  ratingGroup,
  ...(about.ask === undefined
    ? {}
    : { requestedUnit: about.ask === 'any' ? {} : { totalVolume: about.ask } }),
  ...(about.used === undefined
    ? {}
    : { usedUnitContainer: [{ localSequenceNumber: 1, totalVolume: about.used }] }),
});

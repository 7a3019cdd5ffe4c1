// A small Nchf consumer: it plays charging sessions as an SMF does, as many at once as one likes, on one
// HTTP/2 connection. For demonstrations, tests and benches.

import type { IncomingHttpHeaders } from 'node:http2';
import { Peers, type PeersOptions } from './http2/peers.ts';
import { CHARGING_DATA, SUBSCRIPTIONS } from './http2/route.ts';

export type NchfClientAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent. */
  readonly text: string;
  /** What the text says, where there is any. */
  readonly body: NchfBody;
};

/** The parts of an answer that consumers look at. */
export type NchfBody = {
  readonly invocationSequenceNumber?: number;
  readonly multipleUnitInformation?: readonly {
    readonly resultCode?: string;
    readonly ratingGroup: number;
    readonly uPFID?: string;
    readonly grantedUnit?: { readonly totalVolume?: number };
    readonly validityTime?: number;
    readonly volumeQuotaThreshold?: number;
    readonly quotaHoldingTime?: number;
    readonly triggers?: readonly { readonly triggerType: string }[];
    readonly finalUnitIndication?: { readonly finalUnitAction: string };
  }[];
  readonly statusInfos?: {
    readonly [counterId: string]: { readonly currentStatus: string };
  };
  readonly cause?: string;
  readonly detail?: string;
  readonly invalidParams?: readonly { readonly param: string; readonly reason: string }[];
  readonly [attribute: string]: unknown;
};

export type NchfClient = {
  create(body: object): Promise<NchfClientAnswer>;
  update(reference: string, body: object): Promise<NchfClientAnswer>;
  release(reference: string, body: object): Promise<NchfClientAnswer>;
  subscribe(body: object): Promise<NchfClientAnswer>;
  modify(subscriptionId: string, body: object): Promise<NchfClientAnswer>;
  unsubscribe(subscriptionId: string): Promise<NchfClientAnswer>;
  /** Any request to a path. */
  send(
    method: 'POST' | 'PUT' | 'DELETE' | 'GET',
    path: string,
    body?: string | Buffer,
    contentType?: string,
  ): Promise<NchfClientAnswer>;
  close(): Promise<void>;
};

/** `root` is the door's address: `http://127.0.0.1:8091`. Throws a Fault where no answer comes. */
export function createNchfClient(root: string, options: PeersOptions = {}): NchfClient {
  const peers = new Peers({ answerSeconds: 10, ...options });
  const send: NchfClient['send'] = async (method, path, body, contentType) => {
    const answer = await peers.request({
      method,
      url: new URL(path, root),
      ...(body === undefined ? {} : { body }),
      ...(contentType === undefined ? {} : { contentType }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      text: answer.body,
      body: answer.body === '' ? {} : (JSON.parse(answer.body) as NchfBody),
    };
  };
  return {
    create: (body) => send('POST', CHARGING_DATA, JSON.stringify(body)),
    update: (reference, body) =>
      send('POST', `${CHARGING_DATA}/${reference}/update`, JSON.stringify(body)),
    release: (reference, body) =>
      send('POST', `${CHARGING_DATA}/${reference}/release`, JSON.stringify(body)),
    subscribe: (body) => send('POST', SUBSCRIPTIONS, JSON.stringify(body)),
    modify: (id, body) => send('PUT', `${SUBSCRIPTIONS}/${id}`, JSON.stringify(body)),
    unsubscribe: (id) => send('DELETE', `${SUBSCRIPTIONS}/${id}`),
    send,
    close: () => peers.close(),
  };
}

/** The reference of the session that a Create made: the last part of its address. */
export const referenceIn = ({ headers }: NchfClientAnswer): string =>
  headers.location?.split('/').at(-1) ?? '';

// The process of the door that is fuzzed, with the real door and naive charging. If it dies, that is found.

import { openStore, silentLog, type Store } from '../../src/db/public.ts';
import type { Charging } from '../../src/charging/public.ts';
import { openGyDoor } from '../../src/interfaces/gy/public.ts';
import { NaiveCharging } from '../../src/interfaces/gy/test-support/naive-charging.ts';
import { OUR_IDENTITY } from '../../src/interfaces/gy/test-support/open-door.ts';
import { IMSI, MSISDN } from '../../src/interfaces/gy/test-support/requests.ts';
import { openNchfDoor } from '../../src/interfaces/nchf/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { answerQuestions, usedNow } from '../bench/network/child.ts';
import type { FuzzedDoor } from './options.ts';

export type FuzzServerQuestion =
  | { readonly start: FuzzedDoor; readonly data: string }
  | { readonly used: true }
  | { readonly told: true };

/** What the log was told, by level and message with its reason, and how often. */
export type ToldLog = { readonly [level: string]: { readonly [message: string]: number } };

const HOST = '127.0.0.1';
/** What naive charging knows for good is forgotten now and then, so that what grows is the door's. */
const MOST_SESSIONS = 1_000;
/** Shorter than by default, for who waits for these ends; long enough for a machine that is busy. */
const LIMITS = { messageSeconds: 5, closeSeconds: 2, bodySeconds: 5, greetingSeconds: 5 };

const told: { [level: string]: { [message: string]: number } } = {};
const keep =
  (level: string) =>
  (facts: { readonly reason?: string }, message: string): void => {
    const of = (told[level] ??= {});
    const reason = facts.reason?.replaceAll(/\d+/g, 'n');
    const whole = reason === undefined ? message : `${message}: ${reason}`;
    of[whole] = (of[whole] ?? 0) + 1;
  };
const log = { info: keep('info'), warn: keep('warn'), error: keep('error') };

const naive = new NaiveCharging();
const charging: Charging = {
  hasEnough: (subscriber, amount) => naive.hasEnough(subscriber, amount),
  charge(request) {
    naive.requests.length = 0;
    if (naive.sessions.size > MOST_SESSIONS) naive.sessions.clear();
    for (const line of naive.lines.values()) line.availableOctets = 1e12;
    return naive.charge(request);
  },
};
const line = { availableOctets: 1e12, state: 'active' as const };
naive.lines.set(IMSI, line).set(MSISDN, line);

let store: Store | undefined;
let close: () => Promise<void> = () => Promise.resolve();

async function start(door: FuzzedDoor, data: string): Promise<number> {
  const place = { host: HOST, port: 0, clock: systemClock, log, limits: LIMITS };
  if (door === 'gy') {
    const opened = await openGyDoor({ ...place, charging, identity: OUR_IDENTITY });
    close = () => opened.close();
    return opened.port;
  }
  store = await openStore({ dataDirectory: data, throwAway: true, log: silentLog });
  const counters = {
    // Nobody is subscribed to, for a subscription is kept for good reason, and grows.
    accountOf: () => Promise.resolve(undefined),
    isCustomer: () => Promise.resolve(false),
    countersOf: () => Promise.resolve([]),
    watch: () => () => undefined,
  };
  const opened = await openNchfDoor({ ...place, charging, counters, store });
  close = () => opened.close();
  return opened.port;
}

function used() {
  naive.sessions.clear();
  naive.requests.length = 0;
  return usedNow();
}

answerQuestions(
  async (question: FuzzServerQuestion) => {
    if ('start' in question) return start(question.start, question.data);
    return 'used' in question ? used() : told;
  },
  async () => {
    await close();
    await store?.close();
  },
);

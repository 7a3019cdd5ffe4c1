// Sends spoiled messages at a door, as many as asked for, and sees that each is answered or ends its
// connection, that the door stays well, and that it does not grow.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Used } from '../bench/network/child.ts';
import { openGySender } from './gy-sender.ts';
import { openNchfSender } from './nchf-sender.ts';
import type { FuzzOptions } from './options.ts';
import { randomOf } from './random.ts';
import type { Outcome, Sender, Sent } from './sender.ts';
import type { FuzzServerQuestion, ToldLog } from './server.ts';

const SERVER = new URL('server.ts', import.meta.url);
const IN_FLIGHT = 128;
/** What is compiled, cached or pooled once is there after so many. */
const MOST_WARM_UP = 20_000;
const WARM_UP_SHARE = 5;
/** Less than any leak of one object a message, over a million of them. */
const GROWTH_OCTETS = 24 * 1024 * 1024;

export type FuzzFinding = {
  readonly what: string;
  /** The number of the message, when it is known which it was. */
  readonly message?: number;
  readonly bytes?: Buffer;
};

export type FuzzReport = {
  readonly outcomes: { readonly [outcome in Outcome]: number };
  readonly heapGrowthOctets: number;
  readonly seconds: number;
  readonly told: ToldLog;
  readonly findings: readonly FuzzFinding[];
};

export async function fuzz(
  options: FuzzOptions,
  progress: (messages: number) => void,
): Promise<FuzzReport> {
  const data = await mkdtemp(join(tmpdir(), 'largesse-fuzz-'));
  const server = startChild(SERVER);
  const ask = <Answer>(question: FuzzServerQuestion): Promise<Answer> => server.ask(question);
  try {
    const port = await ask<number>({ start: options.door, data });
    const open = options.door === 'gy' ? openGySender : openNchfSender;
    const sender = await open({ host: '127.0.0.1', port });
    const report = await play(options, sender, ask, progress);
    await sender.close();
    return report;
  } finally {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function play(
  { seed, messages, from }: FuzzOptions,
  sender: Sender,
  ask: <Answer>(question: FuzzServerQuestion) => Promise<Answer>,
  progress: (messages: number) => void,
): Promise<FuzzReport> {
  const outcomes = { answered: 0, ended: 0, passed_over: 0, unanswered: 0 };
  const findings: FuzzFinding[] = [];
  const began = performance.now();
  let next = from;

  const work = async (until: number): Promise<void> => {
    while (next < until && findings.length === 0) {
      const message = next;
      next += 1;
      const sent = await sendOne(sender, seed, message, findings);
      if (sent === undefined) return;
      outcomes[sent.outcome] += 1;
      if (sent.outcome === 'unanswered')
        findings.push({ what: 'it was not answered', message, bytes: sent.bytes });
      progress(1);
    }
  };
  const playUntil = async (until: number): Promise<void> => {
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => work(until)));
  };
  const warmUp = Math.min(MOST_WARM_UP, Math.ceil(messages / WARM_UP_SHARE));
  let heapGrowthOctets = 0;
  let told: ToldLog = {};
  try {
    await playUntil(from + warmUp);
    const before = await ask<Used>({ used: true });
    await playUntil(from + messages);
    const after = await ask<Used>({ used: true });
    heapGrowthOctets = after.heapOctets - before.heapOctets;
    told = await ask<ToldLog>({ told: true });
    if (heapGrowthOctets > GROWTH_OCTETS)
      findings.push({ what: `the door grew by ${heapGrowthOctets} octets` });
    for (const message of Object.keys(told['error'] ?? {}))
      findings.push({ what: `the door told its log of an error: ${message}` });
    if (findings.length === 0 && !(await sender.isWell()))
      findings.push({ what: 'a sound request is no longer served' });
  } catch (error) {
    findings.push({ what: `the door is gone: ${wordsOf(error)}` });
  }
  const seconds = (performance.now() - began) / 1_000;
  return { outcomes, heapGrowthOctets, seconds, told, findings };
}

/** A door that cannot be reached any more is a finding, and ends the run. */
async function sendOne(
  sender: Sender,
  seed: number,
  message: number,
  findings: FuzzFinding[],
): Promise<Sent | undefined> {
  try {
    return await sender.send(randomOf(seed, message));
  } catch (error) {
    findings.push({ what: `the door could not be reached: ${wordsOf(error)}`, message });
    return undefined;
  }
}

/** What was thrown, and what that was caused by. */
function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause === undefined
    ? thrown.message
    : `${thrown.message} (${wordsOf(thrown.cause)})`;
}

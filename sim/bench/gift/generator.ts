// The load generator's process: people who give over HTTP, each with a session and an Idempotency-Key, as
// the pages do.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from '../network/child.ts';
import { msisdnOf } from '../network/wire.ts';
import { dueAt, dueBy } from '../open-loop.ts';
import {
  GIFT_OCTETS,
  type GeneratorQuestion,
  type Given,
  type Played,
  type Round,
} from './generator-question.ts';
import { openConnections, type Connections } from './http.ts';
import { receiverLine } from './seed.ts';

const HOST = '127.0.0.1';

const instantNow = (): number => performance.timeOrigin + performance.now();

let open: Extract<GeneratorQuestion, { open: unknown }>['open'] | undefined;
let nextPair = 0;
let connections: Connections | undefined;

/** One gift of the next pair in turn. Answers with what was wrong, or null. */
function giveOnce(pair: number): Promise<string | null> {
  if (open === undefined || connections === undefined) throw new Error('the door is named first');
  const { tokens } = open;
  const body = JSON.stringify({
    toMsisdn: `+${msisdnOf(receiverLine(pair, tokens.length))}`,
    octets: GIFT_OCTETS,
  });
  return connections
    .post('/api/v1/gifts', body, {
      'idempotency-key': randomUUID(),
      cookie: `largesse_session=${tokens[pair]}`,
    })
    .then(
      ({ status, body: text }) => failureOf(status, text),
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
}

function failureOf(status: number, text: string): string | null {
  const { code, state } = JSON.parse(text) as { code?: string; state?: string };
  if (status === 201) return state === 'delivered' ? null : `201 ${state}`;
  return `${status} ${code}`;
}

async function play(round: Round): Promise<Played> {
  const gifts: Given[] = [];
  const usage = process.cpuUsage();
  const began = performance.now();
  const beganAt = instantNow();
  const warm = round.warmUpSeconds * 1_000;
  const end = warm + round.seconds * 1_000;
  const give = async (tapped: number): Promise<void> => {
    const pair = nextPair % (open?.tokens.length ?? 1);
    nextPair += 1;
    const failure = await giveOnce(pair);
    gifts.push({
      pair,
      tappedAt: beganAt + tapped,
      answeredAt: instantNow(),
      failure,
      isCounted: tapped >= warm,
    });
  };
  await (round.ratePerSecond === null
    ? closedLoop(give, began, end)
    : openLoop(give, began, end, round.ratePerSecond));
  const { user, system } = process.cpuUsage(usage);
  const seconds = (performance.now() - began) / 1_000;
  return { gifts, processorShare: (user + system) / 1e6 / seconds };
}

async function closedLoop(
  give: (tapped: number) => Promise<void>,
  began: number,
  end: number,
): Promise<void> {
  const client = async (): Promise<void> => {
    for (let now = 0; now < end; now = performance.now() - began) await give(now);
  };
  await Promise.all(Array.from({ length: open?.clients ?? 1 }, client));
}

async function openLoop(
  give: (tapped: number) => Promise<void>,
  began: number,
  end: number,
  rate: number,
): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  const total = Math.round((end * rate) / 1_000);
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, dueBy(rate, performance.now() - began));
    for (; sent < due; sent += 1) {
      const given = give(dueAt(rate, sent)).finally(() => inFlight.delete(given));
      inFlight.add(given);
    }
    await sleep(1);
  }
  await Promise.all(inFlight);
}

answerQuestions(
  async (question: GeneratorQuestion) => {
    if ('play' in question) return play(question.play);
    open = question.open;
    connections = openConnections(HOST, open.port);
    return null;
  },
  async () => connections?.close(),
);

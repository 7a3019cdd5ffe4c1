// The subscribers' side of the load: people who give, and now and then undo, over the app API. A request
// is sent again with its Idempotency-Key until it is answered.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GIFT_STEP, subscribers, type Subscriber } from './carrier.ts';
import { askAs, type Answer, type Asking } from './http.ts';
import type { Phones } from './phones.ts';
import type { Random } from './random.ts';
import type { GiftTold, Record } from './record.ts';
import type { Server } from './server.ts';

export type People = {
  /** Reads a balance once; whether it was shown. */
  isShownBalance(): Promise<boolean>;
  stop(): Promise<void>;
};

const GIVERS = 4;
const AGAIN_MILLISECONDS = 200;
const TOO_MANY_MILLISECONDS = 2_000;
const UNDOES_IN_A_HUNDRED = 25;

type Person = {
  readonly subscriber: Subscriber;
  readonly cookie: string;
  readonly ask: (asking: Asking) => Promise<Answer | undefined>;
};

/** Signs everybody in, and lets them give. */
export async function startPeople(
  server: Server,
  phones: Phones,
  record: Record,
  random: Random,
): Promise<People> {
  const givers: Person[] = [];
  for (const [index, subscriber] of subscribers.slice(0, GIVERS).entries())
    givers.push(await signIn(server, phones, subscriber, index));
  const stopping = new AbortController();
  const giving = givers.map(async (giver) => {
    const chance = random.fork(giver.subscriber.msisdn);
    while (!stopping.signal.aborted) {
      await giveOnce(giver, record, chance);
      await sleep(chance.between(900, 1_500));
    }
  });
  const [reader] = givers;
  if (reader === undefined) throw new Error('somebody is signed in');
  const asReader = { ...reader, ask: askAs(GIVERS, server) };
  return {
    async isShownBalance() {
      const answer = await asReader.ask({
        method: 'GET',
        path: '/balance',
        headers: { cookie: asReader.cookie },
      });
      return answer?.status === 200;
    },
    async stop() {
      stopping.abort();
      await Promise.all(giving);
    },
  };
}

async function signIn(
  server: Server,
  phones: Phones,
  subscriber: Subscriber,
  index: number,
): Promise<Person> {
  const ask = askAs(index, server);
  const msisdn = `+${subscriber.msisdn}`;
  const [code] = await Promise.all([
    phones.nextCode(subscriber.msisdn),
    ask({ method: 'POST', path: '/sign-in/codes', body: { msisdn } }),
  ]);
  const answer = await ask({
    method: 'POST',
    path: '/sign-in',
    body: { msisdn, code },
  });
  const [cookie] = [answer?.headers['set-cookie']].flat();
  if (answer?.status !== 200 || cookie === undefined)
    throw new Error(`${msisdn} cannot sign in: ${JSON.stringify(answer)}`);
  return { subscriber, ask, cookie: cookie.split(';')[0] ?? '' };
}

async function giveOnce(giver: Person, record: Record, chance: Random): Promise<void> {
  const receiver = chance.pick(subscribers.filter((each) => each !== giver.subscriber));
  const octets = chance.between(1, 999) * GIFT_STEP;
  const wantsUndo = chance.between(1, 100) <= UNDOES_IN_A_HUNDRED;
  const { answer } = await untilAnswered(giver, record, {
    method: 'POST',
    path: '/gifts',
    body: { toMsisdn: `+${receiver.msisdn}`, octets },
    headers: { 'idempotency-key': randomUUID() },
  });
  if (answer.status !== 201)
    return record.wrong(`a gift was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  const { id } = answer.body as { id: string };
  const gift: GiftTold = {
    id,
    giver: giver.subscriber.msisdn,
    receiver: receiver.msisdn,
    octets,
    undo: 'not_asked',
  };
  record.given(gift);
  if (!wantsUndo) return;
  // Until it is answered nobody knows; a run that stops here must not call either outcome wrong.
  gift.undo = 'either';
  const undone = await untilAnswered(giver, record, { method: 'POST', path: `/gifts/${id}/undo` });
  if (undone.answer.status === 200) gift.undo = 'done';
  // A repeat that comes too late does not tell whether the first one did it.
  else if (undone.answer.status === 409) gift.undo = undone.isRepeat ? 'either' : 'too_late';
  else
    record.wrong(
      `an undo was answered ${undone.answer.status} ${JSON.stringify(undone.answer.body)}`,
    );
}

async function untilAnswered(
  { ask, cookie }: Person,
  record: Record,
  asking: Asking,
): Promise<{ answer: Answer; isRepeat: boolean }> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask({ ...asking, headers: { ...asking.headers, cookie } });
    if (answer?.status === 503) checkUnavailable(answer, record);
    else if (answer?.status === 429) await sleep(TOO_MANY_MILLISECONDS);
    else if (answer !== undefined) return { answer, isRepeat: attempt > 0 };
    await sleep(AGAIN_MILLISECONDS);
  }
}

/** A store that is away is told as such, with a time to come back at. */
function checkUnavailable({ headers, body }: Answer, record: Record): void {
  const isProblem = headers['content-type']?.includes('application/problem+json') === true;
  if (!isProblem || !(Number(headers['retry-after']) > 0))
    record.wrong(`a 503 without a problem or Retry-After: ${JSON.stringify(body)}`);
}

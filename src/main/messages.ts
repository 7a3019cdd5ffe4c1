// Joins what tells people things: the port that everybody uses, the outbox behind it, the words, and the
// ways that the carrier has set up.

import type { OutboxPage } from '../interfaces/app/public.ts';
import {
  createDeliver,
  createEmail,
  createMessenger,
  createOutbox,
  createOutboxWay,
  createPush,
  createReceipts,
  createSms,
  createTake,
  createTemplates,
  type Kept,
  type Message,
  type Receipts,
  type Templates,
  type Voice,
  type Wake,
  type Way,
} from '../interfaces/messages/public.ts';
import { invariant, MINUTE } from '../kernel/public.ts';
import { giftOrigin } from '../ledger/public.ts';
import type { Line } from '../subscribers/public.ts';
import { DEMO_CARRIER_ID } from './demo/carrier.ts';
import { runDeliveries, wakeMessages, type Jobs } from './jobs.ts';
import type { MessageSettings } from './message-settings.ts';
import { observeReceipts, observeTake } from './observe-messages.ts';
import type { Ground } from './ground.ts';
import type { Messenger } from './product.ts';

export type Messages = {
  /** The port: takes a message to a person. Returns at once, and never throws. */
  readonly tell: Messenger;
  /** The outbox of a demo that sends nothing. */
  readonly page: OutboxPage | undefined;
  /** Starts delivering. To be called when the product is open. */
  deliver(): Promise<void>;
  close(): Promise<void>;
};

type Heard = (line: Line, message: Message, voice: Voice) => void;

/** In a demo that sends nothing, `heard` is told of each message too. */
export async function openMessages(
  ground: Ground,
  settings: MessageSettings,
  heard?: Heard,
): Promise<Messages> {
  const { store, clock, log, directory, ledger, metrics } = ground;
  const wake: Wake = (client, part, at, soon) => wakeMessages(store, client, part, at, soon);
  const outbox = createOutbox({ store, clock, wake });
  const messenger = createMessenger({ outbox, clock, log });
  const templates = createTemplates(store, clock);
  const kept = createReceipts({ store, clock, wake });
  const receipts = metrics === undefined ? kept : observeReceipts(kept, metrics.messages);
  const carrier = await ground.catalog.carrier();
  const voice = async (): Promise<Voice> => {
    const known = carrier ?? (await ground.catalog.carrier());
    invariant(known !== undefined, 'whoever tells people things is a carrier');
    return { carrier: known.name, timeZone: known.timeZone };
  };
  const isDemo = carrier?.id === DEMO_CARRIER_ID && Object.keys(settings).length === 0;
  let ways: readonly Way[] = [];
  let jobs: Jobs | undefined;

  return {
    tell(line, message) {
      messenger.tell(line, message);
      if (isDemo && heard !== undefined && line.msisdn !== '')
        heard(line, message, { carrier: carrier.name, timeZone: carrier.timeZone });
    },
    page: isDemo
      ? { recent: async () => shown(await outbox.recent(PAGE), ground, templates, await voice()) }
      : undefined,
    async deliver() {
      ways = isDemo ? [createOutboxWay()] : waysOf(settings, ground, receipts);
      if (ways.length === 0)
        log.warn({}, 'nobody can be told anything: set SMPP_URL, SMTP_URL or PUSH_URL');
      const bare = createTake({ store, clock, wake });
      const take = metrics === undefined ? bare : observeTake(bare, metrics.messages, clock);
      const deliver = createDeliver({
        take,
        receipts,
        templates,
        directory,
        ways,
        voice,
        log,
        unusedOctets: async ({ accountId }, giftId) => {
          const [use] = await ledger.use(accountId, [giftOrigin(giftId)]);
          return use?.availableOctets ?? 0;
        },
      });
      jobs = await runDeliveries(store, log, {
        taskList: {
          deliver_messages: async (payload) => {
            const { part } = payload as { part: number };
            const next = await deliver.part(part);
            // What is due later than that is found by the sweep.
            if (next !== undefined && next < clock.now() + MINUTE)
              await wake(store.pool, part, Math.max(next, clock.now() + SOONEST));
          },
          sweep_messages: () => take.sweep(),
        },
        crontab: '* * * * * sweep_messages ?max=3',
      });
    },
    async close() {
      await jobs?.stop();
      await messenger.close();
      await Promise.all(ways.map((way) => way.close()));
    },
  };
}

const PAGE = 100;
const SOONEST = 100;

/** In the order in which they are tried. */
const waysOf = (
  { sms, email, push }: MessageSettings,
  { clock, log }: Ground,
  receipts: Receipts,
): readonly Way[] => [
  ...(sms === undefined
    ? []
    : [createSms({ ...sms, clock, log, receipt: (receipt) => receipts.heard(receipt) })]),
  ...(email === undefined ? [] : [createEmail(email)]),
  ...(push === undefined ? [] : [createPush(push, clock)]),
];

async function shown(
  kept: readonly Kept[],
  { directory }: Ground,
  templates: Templates,
  voice: Voice,
): ReturnType<OutboxPage['recent']> {
  const items = [];
  for (const { accountId, about, facts, state, toldAt } of kept) {
    const line = await directory.line(accountId);
    if (line === undefined || facts === null) continue;
    const message = { about, ...facts } as Message;
    const { body: text } = await templates.render(message, line.language, 'sms', voice);
    items.push({ to: `+${line.msisdn}`, name: line.name, about, text, state, toldAt });
  }
  return items;
}

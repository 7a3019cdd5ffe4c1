import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { giftOrigin } from '../../ledger/public.ts';
import type { Gift } from '../../gifting/public.ts';
import { Fault, newId, octets } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { logLevel } from '../configuration.ts';
import { askForQuota, playCapturedSession } from '../demo/captured-session.ts';
import { seedDemoCarrier } from '../demo/carrier.ts';
import { DEMO_GY_NAMES, openGy } from '../gy.ts';
import { openLog } from '../log.ts';
import { EXIT, Refused } from '../outcome.ts';
import { openGround } from '../ground.ts';
import { openProduct, type Product } from '../product.ts';
import { sizeText } from '../size.ts';
import { ending, json } from './command.ts';

const GIVER = '16135550101';
const RECEIVER = '447700900001';
const GIFT_OCTETS = octets(2_000_000_000);
const UNDO_WINDOW_SECONDS = 2;
const DELIVERY_SECONDS = 20;
const HOST = '127.0.0.1';

export const demoCommand = (): Command =>
  new Command('demo')
    .addOption(json())
    .addHelpText(
      'after',
      '\nA line without data is refused by the Gy door. A friend gives it 2 GB. When the undo window\n' +
        'ends, a session that a real Open5GS SMF was recorded with is played against the door, served\n' +
        'from the gift and charged once; and the books are audited. Exits with 4 if any of it fails.',
    )
    .action((options: { json?: boolean }) =>
      ending(options.json === true, () => demo(options.json === true)),
    );

async function demo(asJson: boolean): Promise<number> {
  const started = Date.now();
  const say = (text: string): void =>
    console.error(`  ${((Date.now() - started) / 1_000).toFixed(1).padStart(5)} s  ${text}`);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'largesse-demo-'));
  try {
    say('making a store of its own …');
    const ground = await openGround({ databaseUrl: undefined, dataDirectory }, openLog(logLevel()));
    try {
      const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: UNDO_WINDOW_SECONDS });
      if (!seeded.ok) throw new Refused(seeded.refusal, 'the demo policy contradicts itself');
      say(`${seeded.value.lines.length} lines of Aurora Mobile have their octets`);
      const product = await openProduct(ground, () => undefined);
      try {
        const report = await show(product, say);
        if (asJson) console.log(JSON.stringify(report));
        return succeeded(report) ? EXIT.done : EXIT.broken;
      } finally {
        await product.changes.close();
      }
    } finally {
      await ground.close();
    }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

async function show(product: Product, say: (text: string) => void) {
  const { gifting, ledger, log } = product;
  const gy = await openGy(product, { host: HOST, port: 0, ...DEMO_GY_NAMES });
  const jobs = await product.runJobs();
  try {
    const door = { host: HOST, port: gy.port };
    const giver = await lineBy(product, GIVER);
    const receiver = await lineBy(product, RECEIVER);

    const emptyAnswer = await askForQuota(door);
    say(`${receiver.name} has nothing left: the network is told ${emptyAnswer}`);

    const given = await gifting.give({
      giver: giver.accountId,
      toMsisdn: `+${RECEIVER}`,
      octets: GIFT_OCTETS,
      key: newId(product.clock.now()),
    });
    if (!given.ok) throw new Refused(given.refusal, 'the gift was refused');
    say(
      `${giver.name} gives ${sizeText(given.value.octets)}, and could undo it for ${UNDO_WINDOW_SECONDS} s`,
    );
    const gift = await arrival(product, given.value);
    say(`the gift is ${gift.state}`);

    const played = await playCapturedSession(door);
    say(`the captured session of an Open5GS SMF is answered ${played.answers.join(', ')}`);
    const [use] = await ledger.use(receiver.accountId, [giftOrigin(gift.id)]);
    const usedOctets = use?.usedOctets ?? 0;
    const repeatChargedOnce = played.repeatAnsweredAlike && usedOctets === CAPTURED_OCTETS;
    say(
      `it used ${usedOctets} octets of the gift; its repeat was charged ${repeatChargedOnce ? 'once' : 'TWICE'}`,
    );

    const audit = await ledger.audit();
    say(audit.conserved ? 'every octet is accounted for' : 'OCTETS ARE NOT CONSERVED');
    return {
      gift: { id: gift.id, octets: gift.octets, state: gift.state },
      giver: { availableOctets: await available(product, giver) },
      receiver: { usedOctets, availableOctets: await available(product, receiver) },
      gy: { emptyAnswer, answers: played.answers, repeatChargedOnce },
      audit: { conserved: audit.conserved, postings: audit.postings },
    };
  } catch (error) {
    log.error({ err: error }, 'the demo failed');
    throw error;
  } finally {
    await gy.close();
    await jobs.stop();
  }
}

/** What the captured SMF reported in all: 1000 + 2000, then 3000 + 4000, then 111 + 222. */
const CAPTURED_OCTETS = 10_333;

type Report = Awaited<ReturnType<typeof show>>;

const succeeded = ({ gift, gy, audit }: Report): boolean =>
  gift.state === 'delivered' &&
  gy.emptyAnswer === 4012 &&
  gy.answers.length === 4 &&
  gy.answers.every((code) => code === 2001) &&
  gy.repeatChargedOnce &&
  audit.conserved;

/** Waits for the job queue to deliver the gift. */
async function arrival({ gifting }: Product, given: Gift): Promise<Gift> {
  const deadline = given.undoUntil + DELIVERY_SECONDS * 1_000;
  while (Date.now() < deadline) {
    const gift = await gifting.gift(given.giver, given.id);
    if (gift.ok && gift.value.state !== 'held' && gift.value.state !== 'in_transit')
      return gift.value;
    await sleep(50);
  }
  throw new Fault('gift_late', `the gift did not arrive in ${DELIVERY_SECONDS} s`, {
    retry: 'useless',
  });
}

async function lineBy({ directory }: Product, msisdn: string): Promise<Line> {
  const line = await directory.lineBy('msisdn', msisdn);
  if (line === undefined) throw new Error(`the demo carrier has the line +${msisdn}`);
  return line;
}

async function available({ ledger }: Product, line: Line): Promise<number> {
  const balance = await ledger.balance(line.accountId);
  return balance.ok ? balance.value.availableOctets : 0;
}

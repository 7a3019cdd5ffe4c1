// SMS through the carrier's message centre.

import { createHash } from 'node:crypto';
import type { PduFields } from 'smpp';
import { Fault, invariant, SECOND, type Clock } from '../../../../kernel/public.ts';
import type { Line } from '../../../../subscribers/public.ts';
import type { Letter, Outcome, Way } from '../way.ts';
import { openLink, type LinkOptions } from './link.ts';
import { receiptIn, type Receipt } from './receipt.ts';
import { segmentsOf, type Segments } from './segments.ts';
import { statusText, verdictOf } from './status.ts';

export type SmsSettings = Pick<LinkOptions, 'url' | 'systemId' | 'password' | 'systemType'> & {
  /** Who it is from: a number in E.164 with its plus, a short code, or a name of up to 11 letters. */
  readonly source: string;
  /** How a text too long for one message goes: cut by us with headers, or whole in message_payload. */
  readonly long: 'udh' | 'payload';
  /** How many may be on their way without an answer. */
  readonly window: number;
};

export type SmsOptions = SmsSettings &
  Pick<
    LinkOptions,
    'log' | 'answerMilliseconds' | 'enquireMilliseconds' | 'firstPauseMilliseconds'
  > & {
    readonly clock: Clock;
    /** What became of a segment. When it throws, the centre is asked to say it again. */
    readonly receipt: (receipt: Receipt) => Promise<void>;
  };

/** How long we keep still when the centre says that we are too fast. Twice as long each time in a row. */
const FIRST_STILL = SECOND;
const LONGEST_STILL = 60 * SECOND;
const NOT_BOUND_SECONDS = 5;

export function createSms(options: SmsOptions): Way & { isBound(): boolean } {
  const { clock } = options;
  const link = openLink({
    ...options,
    received: async (pdu) => {
      const receipt = receiptIn(pdu);
      if (receipt !== undefined) await options.receipt(receipt);
      return 0;
    },
  });
  const enter = turnstile(options.window);
  let stillUntil = 0;
  let throttledInARow = 0;

  async function submitOne(fields: PduFields): Promise<Outcome & { name?: string }> {
    const leave = await enter();
    try {
      if (clock.now() < stillUntil) return wait('throttled', stillUntil - clock.now());
      const answer = await link.submit(fields);
      const verdict = verdictOf(answer.command_status);
      if (verdict === 'taken') {
        throttledInARow = 0;
        return { outcome: 'taken', name: answer.message_id ?? '' };
      }
      const problem = statusText(answer.command_status);
      if (verdict === 'throttled') {
        const still = Math.min(LONGEST_STILL, FIRST_STILL * 2 ** Math.min(throttledInARow, 10));
        throttledInARow += 1;
        stillUntil = Math.max(stillUntil, clock.now() + still);
        return wait(problem, still);
      }
      return { outcome: verdict, problem };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const isAway = error.code === 'smpp_not_bound';
      return {
        outcome: 'later',
        problem: error.code,
        ...(isAway ? { afterSeconds: NOT_BOUND_SECONDS } : {}),
      };
    } finally {
      leave();
    }
  }

  return {
    name: 'sms',
    isBound: () => link.isBound(),
    reaches: ({ msisdn, status }: Line) => msisdn !== '' && status !== 'closed',
    async send(letter) {
      const names: string[] = [];
      for (const fields of submissionsOf(letter, options, clock.now())) {
        const sent = await submitOne(fields);
        // A message of which some segments went is sent again whole: the phone joins what it has by the
        // reference, which stays the same.
        if (sent.outcome !== 'taken') return sent;
        if (sent.name !== undefined && sent.name !== '') names.push(sent.name);
      }
      return { outcome: 'taken', segmentNames: names };
    },
    close: () => link.close(),
  };
}

const wait = (problem: string, milliseconds: number): Outcome => ({
  outcome: 'later',
  problem,
  afterSeconds: Math.ceil(milliseconds / SECOND),
});

function submissionsOf(
  { messageId, line, text, lapsesAt }: Letter,
  { source, long }: SmsSettings,
  now: number,
): PduFields[] {
  const cut = segmentsOf(text.body, referenceOf(messageId));
  const fields = {
    ...sourceOf(source),
    dest_addr_ton: 1, // international
    dest_addr_npi: 1, // E.164
    destination_addr: line.msisdn,
    registered_delivery: 1,
    validity_period: validityOf(lapsesAt - now),
    data_coding: DATA_CODING[cut.alphabet],
  };
  if (cut.segments.length > 1 && long === 'payload')
    return [{ ...fields, short_message: Buffer.alloc(0), message_payload: cut.whole }];
  const esm_class = cut.segments.length > 1 ? 0x40 : 0; // 0x40: there is a user data header
  return cut.segments.map((segment) => ({ ...fields, esm_class, short_message: segment }));
}

/** 0 is the centre's default, which is the GSM alphabet wherever that is spoken; 1 would be plain ASCII. */
const DATA_CODING: { readonly [alphabet in Segments['alphabet']]: number } = { gsm7: 0, ucs2: 8 };

const referenceOf = (messageId: string): number =>
  createHash('sha256').update(messageId).digest()[0] ?? 0;

/** Type of number and numbering plan by the look of the source (SMPP 3.4 clauses 5.2.5 and 5.2.6). */
export function sourceOf(source: string): PduFields {
  if (/^\+\d{7,15}$/.test(source))
    return { source_addr_ton: 1, source_addr_npi: 1, source_addr: source.slice(1) };
  if (/^\d{3,8}$/.test(source))
    return { source_addr_ton: 3, source_addr_npi: 0, source_addr: source };
  return { source_addr_ton: 5, source_addr_npi: 0, source_addr: source };
}

/** A relative time, YYMMDDhhmmss000R (clause 7.1.1.2): no clocks need agree. */
export function validityOf(milliseconds: number): string {
  const seconds = Math.max(60, Math.floor(milliseconds / SECOND));
  const parts = [
    Math.min(30, Math.floor(seconds / 86_400)),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  return `0000${parts.map((part) => String(part).padStart(2, '0')).join('')}000R`;
}

/** Lets so many in at once; others wait for their turn. */
function turnstile(places: number): () => Promise<() => void> {
  const queue: (() => void)[] = [];
  let inside = 0;
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) inside -= 1;
    else next();
  };
  return async () => {
    if (inside < places) inside += 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    invariant(inside <= places, 'no more are on their way than the window allows');
    return leave;
  };
}

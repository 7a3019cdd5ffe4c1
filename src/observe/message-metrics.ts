// The metrics of telling people things.

import { Counter, Histogram, type Registry } from 'prom-client';
import type { MessageMeter } from './meters.ts';

/** At once is what a person expects of a code; a day is when a message lapses. */
const SENT_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3_600, 86_400];

/** `bounded` keeps what servers of others say from making ever more metrics. */
export function messageMeter(registry: Registry, bounded: (label: string) => string): MessageMeter {
  const registers = [registry];
  const handled = new Counter({
    name: 'largesse_messages_total',
    help: 'Tries to tell somebody something, by what came of them',
    labelNames: ['outcome', 'way', 'reason'],
    registers,
  });
  const sent = new Histogram({
    name: 'largesse_message_sent_seconds',
    help: 'From what happened to the message about it being handed to a way',
    labelNames: ['way'],
    buckets: SENT_BUCKETS,
    registers,
  });
  const receipts = new Counter({
    name: 'largesse_message_receipts_total',
    help: 'Receipts for segments of SMS',
    labelNames: ['outcome'],
    registers,
  });
  return {
    handled: (outcome, way, reason) => handled.inc({ outcome, way, reason: bounded(reason) }),
    sentAfter: (way, seconds) => sent.observe({ way }, seconds),
    receipt: (outcome) => receipts.inc({ outcome }),
  };
}

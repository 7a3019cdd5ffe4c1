// Credit-Control-Requests of any subscriber, made from those that a real SMF was recorded with.

import {
  readCapturedSession,
  readMessage,
  readTree,
  writeTree,
  type AvpTree,
} from '../../src/interfaces/gy/public.ts';
import type { Subscriber } from './carrier.ts';

export type Step = {
  readonly kind: 'initial' | 'update' | 'final';
  readonly subscriber: Subscriber;
  readonly sessionId: string;
  readonly requestNumber: number;
  /** Used since the last report; an initial request reports nothing. */
  readonly usedOctets: number;
};

export type Sending = {
  readonly hopByHop: number;
  /** The same in every repeat (RFC 6733 clause 3). */
  readonly endToEnd: number;
  readonly isRepeat: boolean;
};

/** "Potentially re-transmitted", RFC 6733 clause 3. */
const FLAG_RETRANSMITTED = 0x10;
const TYPE_IMSI = 1;

const captured = readCapturedSession();
const templates = {
  initial: readMessage(captured.initial),
  update: readMessage(captured.updates[0]),
  final: readMessage(captured.final),
};

export function requestOf(step: Step, { hopByHop, endToEnd, isRepeat }: Sending): Buffer {
  const template = templates[step.kind];
  const flags = isRepeat ? template.flags | FLAG_RETRANSMITTED : template.flags;
  const avps = readTree(template).map((avp) => filledIn(avp, step));
  return writeTree({ ...template, flags, hopByHop, endToEnd }, avps);
}

function filledIn(avp: AvpTree, step: Step): AvpTree {
  const { value } = avp;
  if (avp.definition.name === 'Subscription-Id') {
    const inner = value as readonly AvpTree[];
    const isImsi = inner.some((each) => each.value === TYPE_IMSI);
    const digits = isImsi ? step.subscriber.imsi : step.subscriber.msisdn;
    return {
      ...avp,
      value: inner.map((each) =>
        each.definition.name === 'Subscription-Id-Data' ? { ...each, value: digits } : each,
      ),
    };
  }
  if (Array.isArray(value))
    return { ...avp, value: (value as readonly AvpTree[]).map((each) => filledIn(each, step)) };
  return { ...avp, value: plainValue(avp, step) };
}

function plainValue({ definition, value }: AvpTree, step: Step): AvpTree['value'] {
  switch (definition.name) {
    case 'Session-Id':
      return step.sessionId;
    case 'CC-Request-Number':
      return step.requestNumber;
    case 'CC-Input-Octets':
      return step.usedOctets - Math.floor(step.usedOctets / 2);
    case 'CC-Output-Octets':
      return Math.floor(step.usedOctets / 2);
    default:
      return value;
  }
}

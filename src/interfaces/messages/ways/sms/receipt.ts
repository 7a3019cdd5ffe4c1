// Delivery receipts: what became of a segment, as the message centre tells it in a deliver_sm (SMPP 3.4
// clause 5.2.12 for what one is, 5.2.28 for its states, appendix B for the words that most centres use).

import type { Pdu } from 'smpp';

export type Receipt = {
  readonly segmentName: string;
  /** Undefined while it is under way: more will come. */
  readonly outcome: 'arrived' | 'undelivered' | undefined;
};

const RECEIPT = 0x04;
const KIND_BITS = 0x3c;

const BY_STATE = new Map<number, Receipt['outcome']>([
  [2, 'arrived'], // DELIVERED
  [3, 'undelivered'], // EXPIRED
  [4, 'undelivered'], // DELETED
  [5, 'undelivered'], // UNDELIVERABLE
  [8, 'undelivered'], // REJECTED
]);
const BY_WORD = new Map<string, Receipt['outcome']>([
  ['DELIVRD', 'arrived'],
  ['EXPIRED', 'undelivered'],
  ['DELETED', 'undelivered'],
  ['UNDELIV', 'undelivered'],
  ['REJECTD', 'undelivered'],
]);

/** Undefined for what is no receipt: a person's own message, say. */
export function receiptIn(pdu: Pdu): Receipt | undefined {
  if (((pdu.esm_class ?? 0) & KIND_BITS) !== RECEIPT) return undefined;
  const words = wordsOf(pdu);
  const segmentName = pdu.receipted_message_id ?? /\bid:\s*(\S+)/i.exec(words)?.[1];
  if (segmentName === undefined || segmentName === '') return undefined;
  const word = /\bstat:\s*([A-Z]+)/i.exec(words)?.[1]?.toUpperCase();
  const outcome =
    pdu.message_state === undefined ? BY_WORD.get(word ?? '') : BY_STATE.get(pdu.message_state);
  return { segmentName: segmentName.slice(0, 65), outcome };
}

function wordsOf({ short_message: short, message_payload: payload }: Pdu): string {
  const said = short?.message ?? '';
  const words = said.length > 0 ? said : (payload?.message ?? '');
  return typeof words === 'string' ? words : words.toString('latin1');
}

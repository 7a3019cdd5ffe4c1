// The requests of a session as an Open5GS SMF was recorded sending them, with the places in them that differ
// from one request to the next. A request is a copy of one of these with some octets written over.

import { readCapturedSession } from '../../../src/interfaces/gy/public.ts';
import { imsiOf, msisdnOf } from '../network/wire.ts';

export type Template = {
  readonly bytes: Buffer;
  /** Ten digits in the middle of the Session-Id. */
  readonly sessionDigits: number;
  readonly requestNumber: number;
  readonly imsi: number;
  readonly msisdn: number;
};

export const HOP_BY_HOP = 12;
export const END_TO_END = 16;
const SESSION_DIGITS = '1795334391';
const CAPTURED_IMSI = '001010000000001';
const CAPTURED_MSISDN = '447700900001';
const CODE_REQUEST_NUMBER = 415;
const CODE_RESULT = 268;

export type Templates = {
  readonly initial: Template;
  readonly update: Template;
  readonly final: Template;
};

export function readTemplates(): Templates {
  const { initial, updates, final } = readCapturedSession();
  return {
    initial: templateOf(initial),
    update: templateOf(updates[1]),
    final: templateOf(final),
  };
}

function templateOf(captured: Buffer): Template {
  const bytes = Buffer.from(captured);
  const numberAt = findAvp(bytes, CODE_REQUEST_NUMBER);
  const template = {
    bytes,
    sessionDigits: bytes.indexOf(SESSION_DIGITS),
    requestNumber: numberAt + 8,
    imsi: bytes.indexOf(CAPTURED_IMSI),
    msisdn: bytes.indexOf(CAPTURED_MSISDN),
  };
  const isWhole = Object.values(template).every((at) => typeof at !== 'number' || at > 0);
  const isSameLength =
    imsiOf(1).length === CAPTURED_IMSI.length && msisdnOf(1).length === CAPTURED_MSISDN.length;
  if (numberAt < 0 || !isWhole || !isSameLength)
    throw new Error('the captured messages are not those that the bench was written for');
  return template;
}

/** Where an AVP of the message itself begins; -1 when it has none. */
function findAvp(bytes: Buffer, code: number): number {
  for (let at = 20; at + 8 <= bytes.length; at += (bytes.readUIntBE(at + 5, 3) + 3) & ~3)
    if (bytes.readUInt32BE(at) === code) return at;
  return -1;
}

/** The Result-Code of an answer that begins at `start`; 0 when it has none. */
export function resultIn(bytes: Buffer, start: number, end: number): number {
  for (let at = start + 20; at + 8 <= end;) {
    if (bytes.readUInt32BE(at) === CODE_RESULT) return bytes.readUInt32BE(at + 8);
    const length = bytes.readUIntBE(at + 5, 3);
    if (length < 8) return 0;
    at += (length + 3) & ~3;
  }
  return 0;
}

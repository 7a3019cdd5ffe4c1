// One data session as an Open5GS 2.8.0 SMF spoke it over Gy: greeting, watchdog, three interrogations
// and one last, goodbye. Its messages can be sent again under other names: same octets otherwise.

import { readFileSync } from 'node:fs';
import { base } from './codec/avps-base.ts';
import { HEADER_OCTETS, readMessage } from './codec/message.ts';
import { MessageWriter } from './codec/writer.ts';
import { AvpCursor } from './codec/avp.ts';

const CAPTURE = new URL('captures/open5gs-smf-gy.jsonl', import.meta.url);

export type CapturedMessage = {
  /** Since the connection opened. */
  readonly seconds: number;
  readonly from: 'smf' | 'ocs';
  readonly bytes: Buffer;
};

export type Renaming = {
  readonly sessionId?: string;
  readonly hopByHop?: number;
  readonly endToEnd?: number;
};

/** Every message of the capture, in order. */
export function readCapture(): readonly CapturedMessage[] {
  return readFileSync(CAPTURE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { seconds, from, hex } = JSON.parse(line) as Row;
      return { seconds, from, bytes: Buffer.from(hex, 'hex') };
    });
}

type Row = { readonly seconds: number; readonly from: 'smf' | 'ocs'; readonly hex: string };

export type CapturedSession = {
  readonly capabilitiesExchange: Buffer;
  readonly deviceWatchdog: Buffer;
  readonly initial: Buffer;
  readonly updates: readonly [Buffer, Buffer];
  readonly final: Buffer;
  readonly disconnectPeer: Buffer;
};

/** The SMF's own messages by what they are. */
export function readCapturedSession(): CapturedSession {
  const [greeting, watchdog, initial, first, second, final, goodbye] = readCapture()
    .filter((message) => message.from === 'smf')
    .map((message) => message.bytes);
  if (!greeting || !watchdog || !initial || !first || !second || !final || !goodbye)
    throw new Error('the capture has the seven requests of one session');
  return {
    capabilitiesExchange: greeting,
    deviceWatchdog: watchdog,
    initial,
    updates: [first, second],
    final,
    disconnectPeer: goodbye,
  };
}

/** A copy of the message under another Session-Id or other identifiers. */
export function rename(bytes: Buffer, renaming: Renaming): Buffer {
  const message = readMessage(bytes);
  const { hopByHop = message.hopByHop, endToEnd = message.endToEnd } = renaming;
  const writer = new MessageWriter().begin({ ...message, hopByHop, endToEnd });
  const cursor = new AvpCursor(bytes, HEADER_OCTETS, bytes.length);
  while (cursor.next()) {
    const isSessionId = cursor.code === base.sessionId.code && cursor.vendor === 0;
    if (isSessionId && renaming.sessionId !== undefined)
      writer.text(base.sessionId, renaming.sessionId);
    else writer.encoded(cursor.avp().whole());
  }
  return writer.finish();
}

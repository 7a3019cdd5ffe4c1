// The header of a message (RFC 6733 clause 3) and the commands that Gy uses.

import { AvpCursor } from './avp.ts';

export const HEADER_OCTETS = 20;
export const DIAMETER_VERSION = 1;

export const FLAG_REQUEST = 0x80;
export const FLAG_PROXIABLE = 0x40;
export const FLAG_ERROR = 0x20;
export const FLAG_RETRANSMITTED = 0x10;

export const APPLICATION_BASE = 0;
export const APPLICATION_CREDIT_CONTROL = 4;
/** What a relay agent says of itself: every application (RFC 6733 clause 2.4). */
export const APPLICATION_RELAY = 0xffff_ffff;

export const COMMAND_CAPABILITIES_EXCHANGE = 257;
export const COMMAND_RE_AUTH = 258;
export const COMMAND_CREDIT_CONTROL = 272;
export const COMMAND_ABORT_SESSION = 274;
export const COMMAND_DEVICE_WATCHDOG = 280;
export const COMMAND_DISCONNECT_PEER = 282;

export type Message = {
  readonly bytes: Buffer;
  readonly flags: number;
  readonly command: number;
  readonly application: number;
  /** Ties an answer to its request on one connection. */
  readonly hopByHop: number;
  /** Ties a repeat to its first sending, through every agent on the way. */
  readonly endToEnd: number;
};

export type MessageHeader = Omit<Message, 'bytes'>;

/** Takes a whole message (or the header of a broken one), at least 20 octets. */
export function readMessage(bytes: Buffer): Message {
  return {
    bytes,
    flags: bytes.readUInt8(4),
    command: bytes.readUIntBE(5, 3),
    application: bytes.readUInt32BE(8),
    hopByHop: bytes.readUInt32BE(12),
    endToEnd: bytes.readUInt32BE(16),
  };
}

export const isRequest = (message: MessageHeader): boolean => (message.flags & FLAG_REQUEST) !== 0;

export const isError = (message: MessageHeader): boolean => (message.flags & FLAG_ERROR) !== 0;

/** A cursor over the AVPs of the message itself. */
export const avpsOf = (message: Message): AvpCursor =>
  new AvpCursor(message.bytes, HEADER_OCTETS, message.bytes.length);

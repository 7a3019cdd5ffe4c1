// ChargingDataRef: our name of a session in the address of its resource.
//
// It is made from what the network says of the session, so that a Create whose answer was lost gets the
// same address again, and it carries the line and the network that the session began in, so that an
// Update need not say them: nothing is looked up or kept for that, and any process can go on with the
// session. The carrying part is one AES block under a key of the store; nobody else can read a subscriber
// in it or make one up. A single block of a block cipher needs no mode and no nonce: equal sessions shall
// have equal names, and that is all that equality tells.

import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import type { SubscriberIdentity } from '../../../charging/public.ts';
import { invariant } from '../../../kernel/public.ts';

export type Reference = {
  readonly subscriber: SubscriberIdentity;
  /** MCC then MNC, where the session began and the network told. */
  readonly network: string | undefined;
};

export type References = {
  /** `facts` tells this session from every other one of the line. */
  make(reference: Reference, facts: readonly (string | number | undefined)[]): string;
  /** Undefined when it is none of ours. */
  read(text: string): Reference | undefined;
};

const KEY_OCTETS = 32;
const BLOCK_OCTETS = 16;
const TAIL_OCTETS = 6;
const FORM = /^[\w-]{30}$/; // base64url of block and tail

const FLAG_MSISDN = 0x80;
const NETWORK_DIGITS_SHIFT = 5; // 0: none, 1: five digits, 2: six
const LENGTH_MASK = 0x0f;
const TWO_TO_32 = 2 ** 32;

/** `key` is 32 octets, the same in every process of a store. */
export function createReferences(key: Buffer): References {
  invariant(key.length === KEY_OCTETS, 'a reference key has 32 octets');
  // Without padding each block comes out as it goes in, so one cipher serves for ever.
  const encipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return {
    make(reference, facts) {
      const digest = hash('sha256', facts.join('\n'), 'buffer');
      const text = Buffer.allocUnsafe(BLOCK_OCTETS + TAIL_OCTETS);
      writeBlock(text, reference, digest);
      encipher.update(text.subarray(0, BLOCK_OCTETS)).copy(text);
      digest.copy(text, BLOCK_OCTETS, 5, 5 + TAIL_OCTETS);
      return text.toString('base64url');
    },
    read(text) {
      if (!FORM.test(text)) return undefined;
      const octets = Buffer.from(text, 'base64url');
      return readBlock(decipher.update(octets.subarray(0, BLOCK_OCTETS)));
    },
  };
}

/** Octet 0: flags and how many digits; 1 to 7: the digits; 8 to 10: the network; 11 to 15: digest. */
function writeBlock(block: Buffer, { subscriber, network }: Reference, digest: Buffer): void {
  const digits = subscriber.imsi ?? subscriber.msisdn ?? '';
  invariant(digits.length > 0 && digits.length <= 15, 'a reference names a line by its digits');
  const networkForm = network === undefined ? 0 : network.length - 4;
  block.writeUInt8(
    (subscriber.imsi === undefined ? FLAG_MSISDN : 0) |
      (networkForm << NETWORK_DIGITS_SHIFT) |
      digits.length,
    0,
  );
  const number = Number(digits);
  block.writeUIntBE(Math.floor(number / TWO_TO_32), 1, 3);
  block.writeUInt32BE(number % TWO_TO_32, 4);
  block.writeUIntBE(network === undefined ? 0 : Number(network), 8, 3);
  digest.copy(block, 11, 0, 5);
}

function readBlock(block: Buffer): Reference | undefined {
  const form = block.readUInt8(0);
  const length = form & LENGTH_MASK;
  const networkForm = (form & ~FLAG_MSISDN) >> NETWORK_DIGITS_SHIFT;
  const number = block.readUIntBE(1, 3) * TWO_TO_32 + block.readUInt32BE(4);
  const networkNumber = block.readUIntBE(8, 3);
  const isOurs =
    (form & 0x10) === 0 &&
    length > 0 &&
    number < 10 ** length &&
    networkForm < 3 &&
    (networkForm === 0 ? networkNumber === 0 : networkNumber < 10 ** (networkForm + 4));
  if (!isOurs) return undefined;
  const digits = number.toString().padStart(length, '0');
  return {
    subscriber: (form & FLAG_MSISDN) === 0 ? { imsi: digits } : { msisdn: digits },
    network:
      networkForm === 0 ? undefined : networkNumber.toString().padStart(networkForm + 4, '0'),
  };
}

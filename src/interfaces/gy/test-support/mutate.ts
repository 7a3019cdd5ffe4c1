// Spoils messages, reproducibly: the same seed spoils them the same way.

/** A source of whole numbers from 0 up to, not including, `below` (mulberry32). */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Mutation = (bytes: Buffer, random: (below: number) => number) => Buffer;

const INTERESTING_OCTETS = [0, 1, 7, 8, 0x40, 0x7f, 0x80, 0xc0, 0xff];

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = random(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random(8)), at);
    return bytes;
  },
  function setOctet(bytes, random) {
    const value = INTERESTING_OCTETS[random(INTERESTING_OCTETS.length)] ?? 0;
    bytes.writeUInt8(value, random(bytes.length));
    return bytes;
  },
  function cutShort(bytes, random) {
    return withTrueLength(bytes.subarray(0, 20 + random(bytes.length - 20)));
  },
  function doubleAPart(bytes, random) {
    const start = 20 + random(bytes.length - 20);
    const end = start + random(bytes.length - start);
    const part = bytes.subarray(start, end);
    return withTrueLength(Buffer.concat([bytes.subarray(0, end), part, bytes.subarray(end)]));
  },
  function scrambleAvpLength(bytes, random) {
    const starts = avpStarts(bytes);
    const start = starts[random(starts.length)] ?? 20;
    bytes.writeUIntBE(random(2) === 0 ? random(64) : random(0x100_0000), start + 5, 3);
    return bytes;
  },
  function swapAvpCode(bytes, random) {
    const starts = avpStarts(bytes);
    const from = starts[random(starts.length)] ?? 20;
    const to = starts[random(starts.length)] ?? 20;
    bytes.copyWithin(to, from, from + 4);
    return bytes;
  },
];

/** A copy with one to three things wrong. Its ids stay, unless it was them that were hit. */
export function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  let mutated = Buffer.from(bytes);
  for (let left = 1 + random(3); left > 0; left -= 1) {
    if (mutated.length < 32) break;
    const mutation = MUTATIONS[random(MUTATIONS.length)];
    if (mutation !== undefined) mutated = Buffer.from(mutation(mutated, random));
  }
  return mutated;
}

/** Cut or grown, but honest about it, so that its AVPs are looked at and not only its header. */
export function withTrueLength(bytes: Buffer): Buffer {
  const whole = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  whole.writeUIntBE(whole.length, 1, 3);
  return whole;
}

function avpStarts(bytes: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 20; at + 8 <= bytes.length;) {
    starts.push(at);
    at += Math.max(8, (bytes.readUIntBE(at + 5, 3) + 3) & ~3);
  }
  return starts;
}

// The log: to standard error, for standard output is the command's own. In words at a terminal, else as JSON.
//
// By default it says nothing of who somebody is. Numbers of people and devices are replaced as the line
// is written, wherever in it they stand: whoever logs an object cannot forget to.

import { createHmac, randomBytes } from 'node:crypto';
import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { logSecret, personalDataInLogs } from './configuration.ts';

export type Log = Logger;

/** `hashed`: the same person is the same word, as long as the secret is the same. */
export type PersonalData = 'hashed' | 'hidden' | 'shown';

export type LogOptions = {
  readonly personal?: PersonalData;
  readonly secret?: string;
  /** Where lines go, for tests. */
  readonly destination?: DestinationStream;
};

/** A level that nobody knows hides the most, rather than failing what was to be logged. */
export function openLog(level: string, options: LogOptions = {}): Log {
  const { personal = personalOf(personalDataInLogs()), secret = logSecret() } = options;
  const replace = replacer(personal, secret);
  return pino(
    { level, ...(replace === undefined ? {} : { hooks: { streamWrite: replace } }) },
    options.destination ?? standardError(),
  );
}

const personalOf = (said: string): PersonalData =>
  said === 'shown' || said === 'hashed' ? said : 'hidden';

const standardError = (): DestinationStream =>
  process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname' })
    : pino.destination({ fd: 2, sync: true });

/** Fields that are about a person or a device, by the names that 3GPP and this project give them. */
const FIELD =
  /("(?:msisdn|imsi|supi|gpsi|iccid|eid|imei|pei|toMsisdn|fromMsisdn|email)"\s*:\s*")((?:[^"\\]|\\.)+)(")/g;
/** The same within words: as 5G writes them, and as people do. */
const IN_WORDS = /\b(imsi-|msisdn-|imei-|imeisv-)(\d{5,16})\b|(\+)(\d{7,15})\b/g;

function replacer(
  personal: PersonalData,
  secret: string | undefined,
): ((line: string) => string) | undefined {
  if (personal === 'shown') return undefined;
  const key = secret ?? randomBytes(32);
  const veil = (value: string): string =>
    personal === 'hidden'
      ? '…'
      : `#${createHmac('sha256', key).update(digitsOf(value)).digest('hex').slice(0, 12)}`;
  return (line) =>
    line
      .replaceAll(FIELD, (_, before: string, value: string, after: string) =>
        value.startsWith('#') ? before + value + after : before + veil(value) + after,
      )
      .replaceAll(
        IN_WORDS,
        (_, kind: string | undefined, value: string | undefined, plus: string, number: string) =>
          kind === undefined ? plus + veil(number) : kind + veil(value ?? ''),
      );
}

/** However it is written, a number is one number. */
const digitsOf = (value: string): string =>
  /^(?:[a-z]+-|\+)?\d+$/.test(value) ? value.replace(/^\D+/, '') : value;

// What the parts of Largesse tell about themselves while they work. Each call is made on the hot path: it
// neither waits nor throws, and takes well under a microsecond.

/** Of a door for the network, in its own words: a Diameter command and result, an operation and status. */
export type DoorMeter = {
  /** A request was answered, this long after its last octet came. */
  answered(command: string, result: string | number, seconds: number): void;
  /** We asked the network something of our own accord, and this came of it. */
  asked(command: string, result: string, seconds: number): void;
};

/** Of the ledger. */
export type LedgerMeter = {
  /** One command was answered: `done`, or the code of its refusal or fault; since it was handed over. */
  answered(command: string, outcome: string, seconds: number): void;
  /** One batch was tried: how many commands it took, and how long its transaction was. */
  batch(commands: number, seconds: number): void;
  /** A batch was undone because another process had changed one of its rows, and is tried again. */
  raceLost(): void;
};

/** Of charging: octets that no balance shows. */
export type ChargingMeter = {
  /** Of traffic that costs nothing. */
  free(usedOctets: number): void;
  /** What the network let through beyond all that the line had. */
  overrun(overrunOctets: number): void;
};

/** Of telling open sessions that something of their line has changed. */
export type TellingMeter = {
  /** A session was told, or given up, this long after the change was durable. */
  told(seconds: number, result?: string): void;
};

/** What came of trying to tell somebody something by one way. */
export type MessageOutcome =
  | 'sent'
  /** The way cannot now; the message waits and is tried again. */
  | 'later'
  /** The way never will; the next is tried. */
  | 'refused'
  /** It reaches nobody. */
  | 'failed'
  /** No longer true, or of no use. */
  | 'lapsed';

/** Of telling people things. Reasons are codes of the ways, and name nobody. */
export type MessageMeter = {
  handled(outcome: MessageOutcome, way: string, reason: string): void;
  /** So long after it was told it was handed to the way. */
  sentAfter(way: string, seconds: number): void;
  /** A receipt for one segment of an SMS. */
  receipt(outcome: string): void;
};

/** Of the pages and the interface that people use. */
export type AppMeter = {
  answered(route: string, method: string, status: number, seconds: number): void;
};

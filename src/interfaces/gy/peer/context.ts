// What every connection of the door shares, and what tells one from another.

import type { PeerCertificate } from 'node:tls';
import type { Clock } from '../../../kernel/public.ts';
import type { Message } from '../codec/message.ts';
import type { GyIdentity, GyLimits, GyLog, GyMeter } from '../identity.ts';
import type { Admission } from './admission.ts';
import type { Answers } from './answers.ts';
import type { Identifiers } from './identifiers.ts';
import type { Peer, Peers } from './peers.ts';

export type ConnectionContext = {
  readonly identity: GyIdentity;
  readonly limits: GyLimits;
  readonly answers: Answers;
  readonly admission: Admission;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: GyLog;
  readonly meter: GyMeter | undefined;
  readonly nextIdentifiers: () => Identifiers;
  /** Serves a Credit-Control-Request; resolves when it is done with, never rejects. */
  readonly creditControl: (
    message: Message,
    from: Peer,
    send: (answer: Buffer) => void,
  ) => Promise<void>;
};

export type Line = {
  readonly isSecure: boolean;
  readonly certificate: PeerCertificate | undefined;
};

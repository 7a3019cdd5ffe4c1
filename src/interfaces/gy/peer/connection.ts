// One connection of a peer (RFC 6733 clause 5.6, as the side that is called). It is waiting for the
// peer's capabilities, then open, then leaving, then closed. Reading stops, and TCP holds the peer
// back, while it has too many requests under way or does not take its answers.

import type { Socket } from 'node:net';
import type { Clock, Instant } from '../../../kernel/public.ts';
import { FrameCutter, type FrameProblem } from '../codec/frames.ts';
import {
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_CREDIT_CONTROL,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
  isRequest,
  readMessage,
  type Message,
} from '../codec/message.ts';
import { resultCode } from '../codec/problem.ts';
import type { GyIdentity, GyLimits, GyLog } from '../identity.ts';
import { admissionProblem } from './admission.ts';
import type { Answers } from './answers.ts';
import { answerCapabilities, meetPeer, type PeerName } from './capabilities.ts';
import type { Identifiers } from './identifiers.ts';
import { Outbox } from './outbox.ts';
import { deviceWatchdogRequest, disconnectPeerRequest, neighbourProblem } from './requests.ts';
import { Timer, watchdogInterval } from './timer.ts';

export type ConnectionContext = {
  readonly identity: GyIdentity;
  readonly allowedPeers: readonly string[] | undefined;
  readonly limits: GyLimits;
  readonly answers: Answers;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: GyLog;
  readonly nextIdentifiers: () => Identifiers;
  /** Serves a Credit-Control-Request; resolves when it is done with, never rejects. */
  readonly creditControl: (message: Message, send: (answer: Buffer) => void) => Promise<void>;
};

export type PeerState = 'waiting_for_capabilities' | 'open' | 'leaving' | 'closed';

export type PeerStatus = {
  readonly originHost: string | null;
  readonly originRealm: string | null;
  readonly address: string;
  readonly state: PeerState;
  readonly connectedAt: Instant;
  readonly requests: number;
  /** Of them, those not admitted (peer/admission.ts): malformed, or bound for somebody else. */
  readonly turnedAway: number;
  readonly outstandingRequests: number;
};

export class PeerConnection {
  readonly #context: ConnectionContext;
  readonly #socket: Socket;
  readonly #cutter: FrameCutter;
  readonly #outbox: Outbox;
  readonly #address: string;
  readonly #connectedAt: Instant;
  readonly #capabilitiesTimer: Timer;
  readonly #messageTimer: Timer;
  readonly #watchdogTimer: Timer;
  readonly #closeTimer: Timer;
  #state: PeerState = 'waiting_for_capabilities';
  #peer: PeerName | null = null;
  #requests = 0;
  #turnedAway = 0;
  /** Those that charging is not done with, and of them those whose answer is still to come. */
  #outstanding = 0;
  #unanswered = 0;
  #messagesRead = 0;
  #messagesReadWhenTimed = -1;
  #awaitedWatchdog: number | null = null;
  #awaitedDisconnect: number | null = null;
  #lastWords: Buffer | null = null;

  constructor(socket: Socket, context: ConnectionContext) {
    const { limits } = context;
    this.#socket = socket;
    this.#context = context;
    this.#cutter = new FrameCutter(limits.maximumMessageOctets);
    this.#outbox = new Outbox(socket);
    this.#address = `${socket.remoteAddress ?? 'unknown'} ${socket.remotePort ?? ''}`.trim();
    this.#connectedAt = context.clock.now();
    this.#capabilitiesTimer = new Timer(limits.capabilitiesSeconds, () =>
      this.#hangUp('no capabilities came in time'),
    );
    this.#messageTimer = new Timer(limits.messageSeconds, () => this.#messageIsLate());
    this.#watchdogTimer = new Timer(watchdogInterval(limits.watchdogSeconds, context.random), () =>
      this.#watch(),
    );
    this.#closeTimer = new Timer(limits.closeSeconds, () => this.#closeIsLate());
    this.#capabilitiesTimer.start();
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#work());
    socket.on('error', (error) =>
      this.#context.log.warn({ ...this.#names(), err: error }, 'gy connection failed'),
    );
    socket.on('close', () => this.#closed());
  }

  get status(): PeerStatus {
    return {
      originHost: this.#peer?.originHost ?? null,
      originRealm: this.#peer?.originRealm ?? null,
      address: this.#address,
      state: this.#state,
      connectedAt: this.#connectedAt,
      requests: this.#requests,
      turnedAway: this.#turnedAway,
      outstandingRequests: this.#outstanding,
    };
  }

  /** Says goodbye (RFC 6733 clause 5.4): no new requests are wanted, those under way are answered. */
  disconnect(): void {
    if (this.#state === 'waiting_for_capabilities') this.#hangUp('the door closes');
    if (this.#state !== 'open' || this.#awaitedDisconnect !== null) return;
    const identifiers = this.#context.nextIdentifiers();
    this.#awaitedDisconnect = identifiers.hopByHop;
    this.#outbox.send(disconnectPeerRequest(this.#context.identity, identifiers));
    this.#closeTimer.start();
  }

  #receive(chunk: Buffer): void {
    this.#cutter.push(chunk);
    if (this.#state === 'open') this.#watchdogTimer.start();
    this.#work();
  }

  /** Takes messages while it may, then sees that the reading and the timers fit what is left. */
  #work(): void {
    while (this.#mayRead()) {
      const bytes = this.#cutter.next();
      if (bytes === null) break;
      this.#messagesRead += 1;
      this.#takeOrHangUp(readMessage(bytes));
    }
    if (this.#isGoing()) return;
    if (this.#cutter.problem !== null) return this.#lose(this.#cutter.problem);
    if (this.#mayRead()) this.#socket.resume();
    else this.#socket.pause();
    this.#timeMessage();
  }

  #mayRead(): boolean {
    if (this.#state === 'waiting_for_capabilities') return true;
    return this.#state === 'open' && !this.#isBusy() && !this.#outbox.isFull();
  }

  #isBusy(): boolean {
    return this.#outstanding >= this.#context.limits.maximumOutstandingRequests;
  }

  #isGoing(): boolean {
    return this.#state === 'leaving' || this.#state === 'closed';
  }

  /** A bug that one message brings out costs that peer its connection, not all peers the door. */
  #takeOrHangUp(message: Message): void {
    try {
      this.#take(message);
    } catch (bug) {
      this.#context.log.error({ ...this.#names(), err: bug }, 'gy message brought out a bug');
      this.#hangUp('its message brought out a bug');
    }
  }

  #take(message: Message): void {
    const isGreeting = isRequest(message) && message.command === COMMAND_CAPABILITIES_EXCHANGE;
    if (this.#state === 'waiting_for_capabilities' && !isGreeting)
      return this.#hangUp('it spoke before it showed its capabilities');
    if (!isRequest(message)) return this.#takeAnswer(message);

    this.#requests += 1;
    const { identity, limits, answers } = this.#context;
    const problem = admissionProblem(message, identity, limits);
    if (problem !== null) {
      this.#turnedAway += 1;
      const answer = answers.problem(message, problem);
      // Nobody is let in by a greeting that cannot be read.
      if (this.#state === 'waiting_for_capabilities') return this.#leave(answer);
      return this.#outbox.send(answer);
    }
    switch (message.command) {
      case COMMAND_CREDIT_CONTROL:
        void this.#charge(message); // never rejects
        return;
      case COMMAND_DEVICE_WATCHDOG:
      case COMMAND_DISCONNECT_PEER:
        return this.#takeFromNeighbour(message);
      default:
        return this.#greet(message);
    }
  }

  #takeFromNeighbour(request: Message): void {
    const { answers } = this.#context;
    const problem = neighbourProblem(request);
    if (problem !== null) return this.#outbox.send(answers.problem(request, problem));
    const answer = answers.make(request, resultCode.success);
    if (request.command === COMMAND_DISCONNECT_PEER) this.#leave(answer);
    else this.#outbox.send(answer);
  }

  #greet(request: Message): void {
    const { answers, identity, allowedPeers, log } = this.#context;
    const met = meetPeer(request, allowedPeers);
    if ('problem' in met) {
      log.warn({ ...this.#names(), resultCode: met.problem.resultCode }, 'gy peer refused');
      return this.#leave(answers.problem(request, met.problem));
    }
    this.#peer = met.peer;
    this.#capabilitiesTimer.stop();
    if (this.#state === 'waiting_for_capabilities') log.info(this.#names(), 'gy peer connected');
    this.#state = 'open';
    this.#watchdogTimer.start();
    this.#outbox.send(answerCapabilities(request, answers, identity));
  }

  async #charge(request: Message): Promise<void> {
    this.#unanswered += 1;
    this.#outstanding += 1;
    await this.#context.creditControl(request, (answer) => {
      this.#unanswered -= 1;
      this.#outbox.send(answer);
      if (this.#state === 'leaving') this.#leaveWhenAnswered();
    });
    this.#outstanding -= 1;
    if (this.#state === 'open') this.#work();
  }

  #takeAnswer(answer: Message): void {
    if (answer.hopByHop === this.#awaitedWatchdog) this.#awaitedWatchdog = null;
    if (answer.hopByHop === this.#awaitedDisconnect) this.#leave(null);
  }

  /** Silence: ask once, then hang up (RFC 3539 clause 3.4.1). Not while it is us who do not listen. */
  #watch(): void {
    const { identity, nextIdentifiers } = this.#context;
    if (this.#state !== 'open') return;
    this.#watchdogTimer.start();
    if (this.#isBusy()) return;
    if (this.#awaitedWatchdog !== null) return this.#hangUp('it did not answer the watchdog');
    const identifiers = nextIdentifiers();
    this.#awaitedWatchdog = identifiers.hopByHop;
    this.#outbox.send(deviceWatchdogRequest(identity, identifiers));
  }

  /** A message gets its time once, however slowly its octets trickle in. */
  #timeMessage(): void {
    if (!this.#cutter.inMidMessage || !this.#mayRead()) return this.#messageTimer.stop();
    if (this.#messageTimer.isRunning && this.#messagesRead === this.#messagesReadWhenTimed) return;
    this.#messagesReadWhenTimed = this.#messagesRead;
    this.#messageTimer.start();
  }

  #messageIsLate(): void {
    this.#hangUp('a message did not end in time');
  }

  /** After a header that lies nobody knows where the next message begins. */
  #lose(problem: FrameProblem): void {
    const message = readMessage(problem.header);
    if (this.#state !== 'open' || !isRequest(message)) return this.#hangUp(problem.message);
    this.#context.log.warn({ ...this.#names(), reason: problem.message }, 'gy stream lost');
    this.#leave(this.#context.answers.problem(message, problem));
  }

  /** Reads no more, answers what is under way, says the last words and ends the connection. */
  #leave(lastWords: Buffer | null): void {
    if (this.#isGoing()) return;
    this.#state = 'leaving';
    this.#lastWords = lastWords;
    this.#capabilitiesTimer.stop();
    this.#watchdogTimer.stop();
    this.#messageTimer.stop();
    this.#socket.pause();
    this.#leaveWhenAnswered();
  }

  #leaveWhenAnswered(): void {
    if (this.#unanswered > 0) return;
    if (this.#lastWords !== null) this.#outbox.send(this.#lastWords);
    this.#lastWords = null;
    this.#closeTimer.start();
    this.#socket.end();
    // Reads on, into nothing, so that the peer's own end of the connection is noticed.
    this.#socket.removeAllListeners('data');
    this.#socket.resume();
  }

  /** The peer owes an answer to our goodbye, or its end of the connection. */
  #closeIsLate(): void {
    if (this.#state === 'open') this.#leave(null);
    else if (this.#unanswered === 0) this.#hangUp('it did not close');
  }

  #hangUp(reason: string): void {
    if (this.#state === 'closed') return;
    this.#context.log.warn({ ...this.#names(), reason }, 'gy connection dropped');
    this.#closed();
    this.#socket.destroy();
  }

  #closed(): void {
    if (this.#state === 'closed') return;
    if (this.#peer !== null) this.#context.log.info(this.#names(), 'gy peer gone');
    this.#state = 'closed';
    this.#capabilitiesTimer.stop();
    this.#watchdogTimer.stop();
    this.#messageTimer.stop();
    this.#closeTimer.stop();
  }

  #names(): object {
    return { peer: this.#peer?.originHost ?? null, address: this.#address };
  }
}

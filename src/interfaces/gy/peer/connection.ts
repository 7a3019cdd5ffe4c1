// One connection of a peer (RFC 6733 clause 5.6, as the side that is called; its states are state.ts).
// Reading stops, and TCP holds the peer back, while it does not take its answers; a peer with too many
// requests under way is told so at once, each time.

import type { Socket } from 'node:net';
import { invariant, type Instant } from '../../../kernel/public.ts';
import type { FrameProblem } from '../codec/frames.ts';
import { base } from '../codec/avps-base.ts';
import {
  APPLICATION_CREDIT_CONTROL,
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_CREDIT_CONTROL,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
  isRequest,
  readMessage,
  type Message,
} from '../codec/message.ts';
import { resultCode, type Problem } from '../codec/problem.ts';
import { Awaited, type Asked } from './awaited.ts';
import { answerCapabilities, meetPeer, type Capabilities } from './capabilities.ts';
import { Intake } from './intake.ts';
import { Outbox } from './outbox.ts';
import type { Neighbour, Peer } from './peers.ts';
import {
  deviceWatchdogRequest,
  disconnectPeerRequest,
  readFromNeighbour,
  type DisconnectCause,
} from './requests.ts';
import { stateAfter, type PeerEvent, type PeerState } from './state.ts';
import type { ConnectionContext, Line } from './context.ts';
import { connectionStatus, Tally, type PeerStatus } from './status.ts';
import { Timer } from './timer.ts';
import { Watch } from './watch.ts';
import type { WatchdogState } from './watchdog.ts';

const BUSY: Problem = { resultCode: resultCode.tooBusy, message: 'too busy' };

export class PeerConnection implements Neighbour {
  readonly #context: ConnectionContext;
  readonly #socket: Socket;
  readonly #line: Line;
  readonly #intake: Intake;
  readonly #outbox: Outbox;
  readonly #address: string;
  readonly #remoteAddress: string | undefined;
  readonly #connectedAt: Instant;
  readonly #capabilitiesTimer: Timer;
  readonly #closeTimer: Timer;
  readonly #watch: Watch;
  readonly #awaited = new Awaited();
  readonly #tally: Tally;
  #state: PeerState = 'waiting_for_capabilities';
  #peer: Peer | null = null;
  #capabilities: Capabilities | null = null;
  #saidGoodbye = false;
  /** Those that charging is not done with, and of them those whose answer is still to come. */
  #outstanding = 0;
  #unanswered = 0;
  #awaitedDisconnect: number | null = null;
  #lastWords: Buffer | null = null;

  constructor(socket: Socket, line: Line, context: ConnectionContext) {
    const { limits } = context;
    this.#socket = socket;
    this.#line = line;
    this.#context = context;
    this.#tally = new Tally(context.meter);
    this.#outbox = new Outbox(socket);
    this.#remoteAddress = socket.remoteAddress;
    this.#address = `${socket.remoteAddress ?? 'unknown'} ${socket.remotePort ?? ''}`.trim();
    this.#connectedAt = context.clock.now();
    this.#intake = new Intake(socket, {
      maximumMessageOctets: limits.maximumMessageOctets,
      messageSeconds: limits.messageSeconds,
      mayRead: () => this.#mayRead(),
      take: (message) => this.#takeOrHangUp(message),
      lost: (problem) => this.#lose(problem),
      late: () => this.hangUp('a message did not end in time'),
    });
    this.#capabilitiesTimer = new Timer(limits.capabilitiesSeconds, () =>
      this.hangUp('no capabilities came in time', 'time_is_up'),
    );
    this.#closeTimer = new Timer(limits.closeSeconds, () => this.#closeIsLate());
    this.#watch = new Watch({
      seconds: limits.watchdogSeconds,
      random: context.random,
      meter: context.meter,
      ask: () => this.#askWatchdog(),
      failOver: () => this.#failOver(),
      close: () => this.hangUp('it did not answer the watchdog'),
    });
    this.#capabilitiesTimer.start();
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#intake.work());
    socket.on('error', (error) =>
      this.#context.log.warn({ ...this.#names(), err: error }, 'gy connection failed'),
    );
    socket.on('close', () => this.#closed('socket_closed'));
  }

  get status(): PeerStatus {
    return connectionStatus({
      address: this.#address,
      isSecure: this.#line.isSecure,
      state: this.#state,
      capabilities: this.#capabilities,
      restarts: this.#peer?.restarts ?? 0,
      connectedAt: this.#connectedAt,
      outstandingRequests: this.#outstanding,
      awaitedAnswers: this.#awaited.size,
      watch: this.#watch,
      tally: this.#tally,
    });
  }

  get state(): PeerState {
    return this.#state;
  }

  get watchdog(): WatchdogState {
    return this.#watch.state;
  }

  get takesRequests(): boolean {
    return this.#state === 'open' && !this.#outbox.isFull();
  }

  ask(request: Buffer, hopByHop: number): Promise<Asked> {
    if (!this.takesRequests) return Promise.resolve({ result: 'refused' });
    this.#tally.asked += 1;
    this.#outbox.send(request);
    return this.#awaited.wait(hopByHop, this.#context.limits.requestSeconds);
  }

  doubt(): void {
    if (this.#state === 'open') this.#watch.doubt();
  }

  /** Says goodbye (RFC 6733 clause 5.4): no new requests are wanted, those under way are answered. */
  disconnect(cause: DisconnectCause = 'rebooting'): void {
    if (this.#state === 'waiting_for_capabilities') this.hangUp('the door closes', 'stop');
    if (this.#state !== 'open') return;
    this.#go('stop');
    const identifiers = this.#context.nextIdentifiers();
    this.#awaitedDisconnect = identifiers.hopByHop;
    this.#outbox.send(disconnectPeerRequest(this.#context.identity, identifiers, cause));
    this.#closeTimer.start();
  }

  #go(event: PeerEvent): void {
    this.#state = stateAfter(this.#state, event);
  }

  #receive(chunk: Buffer): void {
    if (this.#state === 'open' || this.#state === 'closing') this.#watch.received();
    this.#intake.push(chunk);
  }

  #mayRead(): boolean {
    if (this.#state === 'waiting_for_capabilities') return true;
    return !this.#isGoing() && !this.#outbox.isFull();
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
      this.hangUp('its message brought out a bug');
    }
  }

  #take(message: Message): void {
    const { answers, admission, meter } = this.#context;
    const isGreeting = isRequest(message) && message.command === COMMAND_CAPABILITIES_EXCHANGE;
    if (this.#state === 'waiting_for_capabilities' && !isGreeting)
      return this.hangUp('it spoke before it showed its capabilities', 'other_message');
    if (!isRequest(message)) return this.#takeAnswer(message);

    this.#tally.requests += 1;
    const startedAt = meter === undefined ? 0 : performance.now();
    const isCharge =
      message.command === COMMAND_CREDIT_CONTROL &&
      message.application === APPLICATION_CREDIT_CONTROL;
    if (isCharge && this.#isBusy())
      return this.#answer(message, answers.problem(message, BUSY), startedAt);

    const problem = admission.problemOf(message);
    if (problem !== null) {
      this.#tally.turnedAway += 1;
      const answer = answers.problem(message, problem);
      this.#tally.count(message, answer, startedAt);
      if (this.#state !== 'waiting_for_capabilities') return this.#outbox.send(answer);
      // Nobody is let in by a greeting that cannot be read.
      this.#go('capabilities_refused');
      return this.#leave(answer);
    }
    switch (message.command) {
      case COMMAND_CREDIT_CONTROL:
        void this.#charge(message, startedAt); // never rejects
        return;
      case COMMAND_DEVICE_WATCHDOG:
      case COMMAND_DISCONNECT_PEER:
        return this.#takeFromNeighbour(message, startedAt);
      default:
        return this.#greet(message, startedAt);
    }
  }

  #answer(request: Message, answer: Buffer, startedAt: number): void {
    this.#tally.count(request, answer, startedAt);
    this.#outbox.send(answer);
  }

  #takeFromNeighbour(request: Message, startedAt: number): void {
    const { answers, identity, peers, log } = this.#context;
    const read = readFromNeighbour(request);
    if ('problem' in read)
      return this.#answer(request, answers.problem(request, read.problem), startedAt);
    const { originStateId, cause } = read.said;
    if (this.#peer !== null) peers.notice(this.#peer, originStateId);
    if (cause === null) {
      const answer = answers.make(request, resultCode.success, (writer) => {
        if (identity.originStateId !== undefined)
          writer.unsigned32(base.originStateId, identity.originStateId);
      });
      return this.#answer(request, answer, startedAt);
    }
    log.info({ ...this.#names(), cause }, 'gy peer says goodbye');
    this.#saidGoodbye = true;
    const answer = answers.make(request, resultCode.success);
    this.#tally.count(request, answer, startedAt);
    this.#go('disconnect_asked');
    this.#leave(answer);
  }

  #greet(request: Message, startedAt: number): void {
    const { answers, identity, peers, log } = this.#context;
    const met = meetPeer(request, this.#line.isSecure);
    if ('problem' in met) return this.#refuse(request, met.problem, startedAt);
    const { capabilities } = met;
    const joined = peers.join(this, this.#peer, {
      capabilities,
      address: this.#remoteAddress,
      ...this.#line,
    });
    if ('problem' in joined) return this.#refuse(request, joined.problem, startedAt);
    this.#peer = joined.peer;
    this.#capabilities = capabilities;
    this.#capabilitiesTimer.stop();
    const isFirst = this.#state === 'waiting_for_capabilities';
    this.#go('capabilities_accepted');
    this.#answer(request, answerCapabilities(request, answers, identity), startedAt);
    if (!isFirst) return;
    log.info(this.#names(), 'gy peer connected');
    this.#watch.connected(this.#peer.wasLost);
    this.#peer.wasLost = false;
  }

  #refuse(request: Message, problem: Problem, startedAt: number): void {
    const { answers, log } = this.#context;
    const answer = answers.problem(request, problem);
    log.warn(
      { ...this.#names(), code: problem.resultCode, reason: problem.message },
      'gy peer refused',
    );
    this.#tally.turnedAway += 1;
    this.#tally.count(request, answer, startedAt);
    this.#go('capabilities_refused');
    this.#leave(answer);
  }

  #isBusy(): boolean {
    const { peers, limits } = this.#context;
    return (
      peers.outstanding >= limits.maximumRequestsInFlight ||
      (this.#peer !== null && this.#peer.outstanding >= this.#peer.maximumOutstanding)
    );
  }

  async #charge(request: Message, startedAt: number): Promise<void> {
    const { creditControl, peers } = this.#context;
    const peer = this.#peer;
    invariant(peer !== null, 'who is charged has shown who it is');
    this.#unanswered += 1;
    this.#outstanding += 1;
    peer.outstanding += 1;
    peers.outstanding += 1;
    await creditControl(request, peer, (answer) => {
      this.#unanswered -= 1;
      this.#answer(request, answer, startedAt);
      if (this.#state === 'leaving') this.#leaveWhenAnswered();
    });
    this.#outstanding -= 1;
    peer.outstanding -= 1;
    peers.outstanding -= 1;
  }

  #takeAnswer(answer: Message): void {
    if (this.#watch.takes(answer.hopByHop) || this.#awaited.takes(answer)) return;
    if (answer.hopByHop !== this.#awaitedDisconnect) return;
    this.#saidGoodbye = true;
    this.#go('disconnect_answered');
    this.#leave(null);
  }

  #askWatchdog(): number {
    const identifiers = this.#context.nextIdentifiers();
    this.#outbox.send(deviceWatchdogRequest(this.#context.identity, identifiers));
    return identifiers.hopByHop;
  }

  /** What it owes us is asked elsewhere (RFC 3539 clause 3.4.1). */
  #failOver(): void {
    this.#context.log.warn(this.#names(), 'gy peer is silent');
    this.#awaited.loseAll();
  }

  /** After a header that lies nobody knows where the next message begins. */
  #lose(problem: FrameProblem): void {
    const { header: bytes, ...lost } = problem;
    const message = readMessage(bytes);
    if (this.#state === 'waiting_for_capabilities' || !isRequest(message))
      return this.hangUp(problem.message);
    this.#context.log.warn({ ...this.#names(), reason: problem.message }, 'gy stream lost');
    this.#tally.turnedAway += 1;
    this.#go('stream_lost');
    this.#leave(this.#context.answers.problem(message, lost));
  }

  /** Reads no more, answers what is under way, says the last words and ends the connection. */
  #leave(lastWords: Buffer | null): void {
    if (this.#state !== 'leaving') return;
    this.#lastWords = lastWords;
    this.#letGo();
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
    if (this.#state === 'leaving') {
      if (this.#unanswered === 0) this.hangUp('it did not close', 'time_is_up');
      return;
    }
    this.#go('time_is_up');
    this.#leave(null);
  }

  /** Ends without a word. */
  hangUp(reason: string, event: PeerEvent = 'given_up'): void {
    if (this.#state === 'closed') return;
    this.#context.log.warn({ ...this.#names(), reason }, 'gy connection dropped');
    this.#closed(event);
    this.#socket.destroy();
  }

  #closed(event: PeerEvent): void {
    if (this.#state === 'closed') return;
    if (this.#peer !== null) this.#context.log.info(this.#names(), 'gy peer gone');
    this.#go(event);
    this.#letGo();
    this.#closeTimer.stop();
  }

  /** Takes nothing and asks nothing from here on. */
  #letGo(): void {
    this.#intake.stop();
    this.#capabilitiesTimer.stop();
    this.#watch.stop();
    this.#awaited.loseAll();
    if (this.#peer !== null) this.#context.peers.leave(this.#peer, this, this.#saidGoodbye);
  }

  #names(): object {
    return { peer: this.#peer?.originHost ?? null, address: this.#address };
  }
}

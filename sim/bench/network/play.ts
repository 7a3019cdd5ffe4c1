// Plays sessions on a wire: as fast as answers come, to find the peak; then at a steady rate, to see how long
// an answer takes when the server is not at its limit.

import { setTimeout as sleep } from 'node:timers/promises';
import { createLatencyRecorder, type Latency, type LatencyRecorder } from '../latency.ts';
import { dueAt, dueBy } from '../open-loop.ts';
import type { Wire } from './wire.ts';

export type Played = {
  readonly answered: number;
  readonly perSecond: number;
  readonly latency: Latency;
  /** Answers that were no success, by what they were. */
  readonly failures: { readonly [failure: string]: number };
  /** Of one processor, how much this process used. */
  readonly processorShare: number;
};

export type Counted = {
  readonly answered: number;
  readonly seconds: number;
  readonly failures: { readonly [failure: string]: number };
};

export type Period = { readonly warmUpSeconds: number; readonly seconds: number };

/** A server that leaves requests unanswered for so long has lost them. */
const UNANSWERED_MILLISECONDS = 15_000;
const TICK_MILLISECONDS = 1;

export class Player {
  readonly #wire: Wire;
  readonly #sentAt: Float64Array;
  #inFlight = 0;
  #onAnswer: (session: number, failure: string | undefined) => void = () => undefined;
  #failed: Error | undefined;
  #onIdle: () => void = () => undefined;
  /** Of the closed loop, which may be played in several rounds. */
  #peak = new Tally();

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#sentAt = new Float64Array(wire.sessions);
    wire.answered = (session, failure) => {
      this.#inFlight -= 1;
      this.#onAnswer(session, failure);
      if (this.#inFlight === 0) this.#onIdle();
    };
    wire.lost = (error) => {
      this.#failed = error;
      this.#onIdle();
    };
  }

  /**
   * Each session sends its next request when its last one is answered. With `goesOn` what is played adds to
   * what the last closed loop found.
   */
  async closedLoop(period: Period, goesOn = false): Promise<Played> {
    const sentAt = this.#sentAt;
    if (!goesOn) this.#peak = new Tally();
    const tally = this.#peak;
    let isSending = true;
    this.#onAnswer = (session, failure) => {
      const now = performance.now();
      if (tally.isCounting) tally.count(now - (sentAt[session] ?? now), failure);
      if (!isSending) return;
      sentAt[session] = now;
      this.#send(session);
    };
    for (let session = 0; session < this.#wire.sessions; session += 1) {
      sentAt[session] = performance.now();
      this.#send(session);
    }
    this.#wire.flush();
    await this.#pass(period.warmUpSeconds);
    tally.start();
    await this.#pass(period.seconds);
    tally.stop();
    isSending = false;
    await this.#idle();
    return tally.played();
  }

  /**
   * Requests come at a steady rate whether or not the last were answered, as a network's do. A latency
   * counts from when its request was due: a server that stands still is not asked less.
   */
  async paced(ratePerSecond: number, period: Period): Promise<Played> {
    const idle = Array.from({ length: this.#wire.sessions }, (_, session) => session);
    const waiting: number[] = [];
    const dueOf = this.#sentAt;
    const tally = new Tally();
    const began = performance.now();
    const send = (session: number, due: number): void => {
      dueOf[session] = due;
      this.#send(session);
    };
    this.#onAnswer = (session, failure) => {
      const due = dueOf[session] ?? 0;
      if (tally.isCounting && due >= warmUp) tally.count(performance.now() - began - due, failure);
      const next = waiting.shift();
      if (next === undefined) idle.push(session);
      else send(session, next);
    };
    const warmUp = period.warmUpSeconds * 1_000;
    const total = Math.round(((warmUp + period.seconds * 1_000) * ratePerSecond) / 1_000);
    for (let sent = 0; sent < total;) {
      const elapsed = performance.now() - began;
      if (elapsed >= warmUp && !tally.isCounting) tally.start();
      const due = Math.min(total, dueBy(ratePerSecond, elapsed));
      for (; sent < due; sent += 1) {
        const session = idle.shift();
        if (session === undefined) waiting.push(dueAt(ratePerSecond, sent));
        else send(session, dueAt(ratePerSecond, sent));
      }
      this.#wire.flush();
      await this.#pass(TICK_MILLISECONDS / 1_000);
    }
    await this.#idle();
    tally.stop();
    return tally.played();
  }

  /** As fast as answers come, until so many requests have one. No session is open then. */
  async counted(requests: number): Promise<Counted> {
    const began = performance.now();
    const failures = new Map<string, number>();
    let sent = 0;
    const next = (session: number): void => {
      if (sent >= requests && this.#wire.stepOf(session) === 0) return;
      sent += 1;
      this.#send(session);
    };
    this.#onAnswer = (session, failure) => {
      if (failure !== undefined) failures.set(failure, (failures.get(failure) ?? 0) + 1);
      next(session);
    };
    for (let session = 0; session < this.#wire.sessions; session += 1) next(session);
    this.#wire.flush();
    // The sessions under way are played to their ends, however long that takes, while answers come.
    for (let answered = -1, quietSince = began; this.#inFlight > 0;) {
      await this.#pass(0.02);
      if (sent - this.#inFlight !== answered) {
        answered = sent - this.#inFlight;
        quietSince = performance.now();
      } else if (performance.now() - quietSince > UNANSWERED_MILLISECONDS)
        throw new Error(`${this.#inFlight} requests were not answered`);
    }
    const seconds = (performance.now() - began) / 1_000;
    return { answered: sent, seconds, failures: Object.fromEntries(failures) };
  }

  /** Plays every session to its end, so that none is open. */
  async finish(): Promise<void> {
    this.#onAnswer = (session) => {
      if (this.#wire.stepOf(session) !== 0) this.#send(session);
    };
    for (let session = 0; session < this.#wire.sessions; session += 1)
      if (this.#wire.stepOf(session) !== 0) this.#send(session);
    this.#wire.flush();
    await this.#idle();
  }

  #send(session: number): void {
    this.#inFlight += 1;
    this.#wire.send(session);
  }

  async #pass(seconds: number): Promise<void> {
    await sleep(seconds * 1_000);
    if (this.#failed !== undefined) throw this.#failed;
  }

  /** Resolves when every request is answered. */
  async #idle(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    const late = new AbortController();
    const limit = sleep(UNANSWERED_MILLISECONDS, 'late', { signal: late.signal });
    limit.catch(() => undefined);
    const isLate =
      this.#inFlight > 0 && this.#failed === undefined
        ? (await Promise.race([idle, limit])) === 'late'
        : false;
    late.abort();
    if (this.#failed !== undefined) throw this.#failed;
    if (isLate) throw new Error(`${this.#inFlight} requests were not answered`);
  }
}

class Tally {
  readonly #latencies: LatencyRecorder = createLatencyRecorder();
  readonly #failures = new Map<string, number>();
  #startedAt = 0;
  #seconds = 0;
  #processor = process.cpuUsage();
  #processorSeconds = 0;
  isCounting = false;

  start(): void {
    this.isCounting = true;
    this.#startedAt = performance.now();
    this.#processor = process.cpuUsage();
  }

  count(milliseconds: number, failure: string | undefined): void {
    if (failure === undefined) this.#latencies.record(milliseconds);
    else this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + 1);
  }

  stop(): void {
    this.isCounting = false;
    this.#seconds += (performance.now() - this.#startedAt) / 1_000;
    const { user, system } = process.cpuUsage(this.#processor);
    this.#processorSeconds += (user + system) / 1e6;
  }

  played(): Played {
    return {
      answered: this.#latencies.count,
      perSecond: this.#latencies.count / this.#seconds,
      latency: this.#latencies.summary(),
      failures: Object.fromEntries(this.#failures),
      processorShare: this.#processorSeconds / this.#seconds,
    };
  }
}

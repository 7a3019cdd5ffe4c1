// Plays the watchdog of one connection: its timer, its questions, how long their answers take.

import type { GyMeter } from '../identity.ts';
import { Timer, watchdogInterval } from './timer.ts';
import {
  INITIAL_WATCHDOG,
  stepWatchdog,
  type Watchdog,
  type WatchdogAction,
  type WatchdogEvent,
  type WatchdogState,
} from './watchdog.ts';

export type WatchOptions = {
  readonly seconds: number;
  readonly random: () => number;
  readonly meter: GyMeter | undefined;
  /** Sends a Device-Watchdog-Request and gives its hop-by-hop identifier. */
  readonly ask: () => number;
  /** The peer is suspect: what it owes us is better asked elsewhere. */
  readonly failOver: () => void;
  readonly close: () => void;
};

export class Watch {
  readonly #options: WatchOptions;
  readonly #timer: Timer;
  #watchdog: Watchdog = INITIAL_WATCHDOG;
  #awaited: number | null = null;
  #askedAt = 0;
  #roundTripMilliseconds: number | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
    const interval = watchdogInterval(options.seconds, options.random);
    this.#timer = new Timer(interval, () => this.#step('expired'));
  }

  get state(): WatchdogState {
    return this.#watchdog.state;
  }

  /** Of the last watchdog that was answered. */
  get roundTripMilliseconds(): number | null {
    return this.#roundTripMilliseconds;
  }

  connected(isBack: boolean): void {
    this.#step(isBack ? 'connected_again' : 'connected');
  }

  /** Something came in. Called for each chunk, so the usual case is a timer that starts over. */
  received(): void {
    if (this.#watchdog.state === 'okay') this.#timer.start();
    else this.#step('received');
  }

  /** Whether the answer with this identifier is one that the watchdog waits for. */
  takes(hopByHop: number): boolean {
    if (hopByHop !== this.#awaited) return false;
    this.#awaited = null;
    this.#roundTripMilliseconds = performance.now() - this.#askedAt;
    this.#options.meter?.asked('DWR', 'answered', this.#roundTripMilliseconds / 1_000);
    this.#step('answered');
    return true;
  }

  /** Asks now: another connection of the peer gives reason to doubt this one. */
  doubt(): void {
    if (this.#watchdog.state === 'okay' && !this.#watchdog.isPending) this.#step('expired');
  }

  stop(): void {
    this.#timer.stop();
    this.#step('disconnected');
  }

  #step(event: WatchdogEvent): void {
    const { next, actions } = stepWatchdog(this.#watchdog, event);
    this.#watchdog = next;
    for (const action of actions) this.#act(action);
  }

  #act(action: WatchdogAction): void {
    switch (action) {
      case 'ask':
        this.#askedAt = performance.now();
        this.#awaited = this.#options.ask();
        return;
      case 'start_timer':
        return this.#timer.start();
      case 'fail_over':
        return this.#options.failOver();
      case 'fail_back':
        return; // Requests of ours look at the state when they are sent.
      case 'close':
        this.#options.meter?.asked('DWR', 'late', (performance.now() - this.#askedAt) / 1_000);
        return this.#options.close();
      default:
        return action satisfies never;
    }
  }
}

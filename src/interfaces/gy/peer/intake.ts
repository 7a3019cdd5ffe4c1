// The incoming half of a connection: octets become messages, one after another, for as long as they
// may be taken. When they may not, reading pauses and TCP holds the peer back.

import type { Socket } from 'node:net';
import { FrameCutter, type FrameProblem } from '../codec/frames.ts';
import { readMessage, type Message } from '../codec/message.ts';
import { Timer } from './timer.ts';

export type IntakeOptions = {
  readonly maximumMessageOctets: number;
  /** From a message's first octet to its last. */
  readonly messageSeconds: number;
  readonly mayRead: () => boolean;
  readonly take: (message: Message) => void;
  readonly lost: (problem: FrameProblem) => void;
  readonly late: () => void;
};

export class Intake {
  readonly #socket: Socket;
  readonly #options: IntakeOptions;
  readonly #cutter: FrameCutter;
  readonly #timer: Timer;
  #messagesRead = 0;
  #messagesReadWhenTimed = -1;
  #isStopped = false;

  constructor(socket: Socket, options: IntakeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#cutter = new FrameCutter(options.maximumMessageOctets);
    this.#timer = new Timer(options.messageSeconds, options.late);
  }

  push(chunk: Buffer): void {
    this.#cutter.push(chunk);
    this.work();
  }

  /** Takes messages while it may, then sees that the reading and the timer fit what is left. */
  work(): void {
    const { mayRead, take, lost } = this.#options;
    while (!this.#isStopped && mayRead()) {
      const bytes = this.#cutter.next();
      if (bytes === null) break;
      this.#messagesRead += 1;
      take(readMessage(bytes));
    }
    if (this.#isStopped) return;
    if (this.#cutter.problem !== null) return lost(this.#cutter.problem);
    const reads = mayRead();
    if (reads) this.#socket.resume();
    else this.#socket.pause();
    this.#timeMessage(reads);
  }

  /** Nothing that comes in any more counts. */
  stop(): void {
    this.#isStopped = true;
    this.#timer.stop();
  }

  /** A message gets its time once, however slowly its octets trickle in. */
  #timeMessage(reads: boolean): void {
    if (!this.#cutter.inMidMessage || !reads) return this.#timer.stop();
    if (this.#timer.isRunning && this.#messagesRead === this.#messagesReadWhenTimed) return;
    this.#messagesReadWhenTimed = this.#messagesRead;
    this.#timer.start();
  }
}

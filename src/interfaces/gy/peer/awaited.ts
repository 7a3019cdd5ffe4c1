// The requests of ours that wait for answers on one connection, by hop-by-hop identifier. Each comes to
// one end: its answer, its time, or the connection's.

import type { Message } from '../codec/message.ts';

export type Asked =
  | { readonly result: 'answered'; readonly answer: Message }
  /** No answer in time. It may have been done. */
  | { readonly result: 'late' }
  /** The connection went, or is suspect (RFC 3539 clause 3.4.1). It may have been done. */
  | { readonly result: 'lost' }
  /** It was not sent. */
  | { readonly result: 'refused' };

type Waiting = { readonly resolve: (asked: Asked) => void; readonly timeout: NodeJS.Timeout };

export class Awaited {
  readonly #waiting = new Map<number, Waiting>();

  get size(): number {
    return this.#waiting.size;
  }

  wait(hopByHop: number, seconds: number): Promise<Asked> {
    return new Promise((resolve) => {
      const timeout = setTimeout(() => this.#end(hopByHop, { result: 'late' }), seconds * 1_000);
      this.#waiting.set(hopByHop, { resolve, timeout });
    });
  }

  /** False when nobody waits for it: it came too late, or twice. */
  takes(answer: Message): boolean {
    return this.#end(answer.hopByHop, { result: 'answered', answer });
  }

  loseAll(): void {
    for (const hopByHop of this.#waiting.keys()) this.#end(hopByHop, { result: 'lost' });
  }

  #end(hopByHop: number, asked: Asked): boolean {
    const waiting = this.#waiting.get(hopByHop);
    if (waiting === undefined) return false;
    this.#waiting.delete(hopByHop);
    clearTimeout(waiting.timeout);
    waiting.resolve(asked);
    return true;
  }
}

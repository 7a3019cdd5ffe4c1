// Programs of the bench that run in processes of their own, so that what one of them costs is not paid by
// another, and how they are asked things.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Child = {
  /** Asks, and gives the answer. Throws what the program threw, and when it is gone. */
  ask<Answer>(question: object): Promise<Answer>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
};

type Reply = { readonly id: number; readonly answer?: unknown; readonly error?: string };

const STOP_MILLISECONDS = 20_000;

export function startChild(program: URL, environment: { [name: string]: string } = {}): Child {
  const child = fork(program, {
    // The heap of the product: what bin/largesse.mjs gives itself is handed on.
    execArgv: [...process.execArgv, '--expose-gc', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...environment },
    // Ctrl+C is for the bench, which ends its programs in order.
    detached: true,
  });
  const waiting = new Map<
    number,
    { resolve: (answer: never) => void; reject: (e: Error) => void }
  >();
  let asked = 0;
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  child.on('message', ({ id, answer, error }: Reply) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(answer as never);
    else asker?.reject(new Error(error));
  });
  child.on('error', fail);
  child.on('exit', (code, signal) =>
    fail(new Error(`a program of the bench ended with ${code ?? signal}`)),
  );
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        asked += 1;
        if (!child.connected) return reject(new Error('a program of the bench is gone'));
        waiting.set(asked, { resolve, reject });
        child.send({ id: asked, question });
      }),
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await ended;
  clearTimeout(kill);
}

/**
 * The other side: answers questions in turn, and calls `end` when nobody can ask any more, be it because the
 * bench stopped us or because it is gone.
 */
export function answerQuestions(
  answer: (question: never) => Promise<unknown>,
  end: () => Promise<void>,
): void {
  process.on('message', ({ id, question }: { id: number; question: never }) => {
    answer(question).then(
      (value) => process.send?.({ id, answer: value ?? null }),
      (error: unknown) =>
        process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.once('disconnect', () => {
    void end().finally(() => process.exit());
  });
}

export type Used = {
  /** After collecting garbage. */
  readonly heapOctets: number;
  readonly memoryOctets: number;
  /** Since the process began. */
  readonly processorSeconds: number;
};

/** What a server is using. Its event loop turns once first, so that what ended a moment ago is gone. */
export async function usedNow(): Promise<Used> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
  }
  const { user, system } = process.cpuUsage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapOctets: heapUsed, memoryOctets: rss, processorSeconds: (user + system) / 1e6 };
}

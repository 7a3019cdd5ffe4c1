// Where a run is, on standard error: a bar at a terminal, one line for each step elsewhere.

import { Presets, SingleBar } from 'cli-progress';

export type Step = { advance(amount: number): void; end(): void };
export type Progress = {
  step(name: string, total: number): Step;
  /** A step that lasts a known time. */
  timed(name: string, seconds: number): Step;
};

const NAME_WIDTH = 34;
const REDRAW_MILLISECONDS = 200;

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const step = (name: string, total: number): Step => {
    if (!stream.isTTY) {
      stream.write(`${name}\n`);
      return { advance: () => undefined, end: () => undefined };
    }
    const bar = new SingleBar(
      { stream, format: `${name.padEnd(NAME_WIDTH)} {bar} {percentage}%`, hideCursor: true },
      Presets.shades_classic,
    );
    bar.start(total, 0);
    return {
      advance: (amount) => bar.increment(amount),
      end() {
        bar.update(total);
        bar.stop();
      },
    };
  };
  return {
    step,
    timed(name, seconds) {
      const inner = step(name, seconds * 1_000);
      const timer = setInterval(() => inner.advance(REDRAW_MILLISECONDS), REDRAW_MILLISECONDS);
      return {
        advance: () => undefined,
        end() {
          clearInterval(timer);
          inner.end();
        },
      };
    },
  };
}

export const silentProgress: Progress = {
  step: () => ({ advance: () => undefined, end: () => undefined }),
  timed: () => ({ advance: () => undefined, end: () => undefined }),
};

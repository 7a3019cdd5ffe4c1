// A bar on standard error for what takes long. Nobody at a terminal, no bar.

import { Presets, SingleBar } from 'cli-progress';

export type Bar = {
  show(value: number, total: number, about: string): void;
  end(): void;
};

const silent: Bar = { show: () => undefined, end: () => undefined };

export function progressBar(unit: string, wanted: boolean): Bar {
  if (!wanted || !process.stderr.isTTY) return silent;
  const bar = new SingleBar(
    {
      format: `  {bar} {percentage} %, {value} ${unit}, {about}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(0, 0, { about: '' });
  return {
    show(value, total, about) {
      bar.setTotal(total);
      bar.update(value, { about });
    },
    end: () => bar.stop(),
  };
}

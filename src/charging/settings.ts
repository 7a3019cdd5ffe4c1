// What the carrier says of charging, read again every few seconds: a rating group or a rule that is
// changed holds for the next requests, in every process, and nothing has to be restarted.

import type { ChargingSettings } from '../catalog/public.ts';
import type { Log } from '../db/public.ts';
import { SECOND, type Clock } from '../kernel/public.ts';

export type Settings = {
  /** As they are now, at most a few seconds old. Throws the Fault of the first reading only. */
  current(): ChargingSettings | Promise<ChargingSettings>;
};

const FRESH = 2 * SECOND;

export function createSettings(options: {
  read: () => Promise<ChargingSettings>;
  clock: Clock;
  log?: Pick<Log, 'warn'>;
}): Settings {
  const { read, clock, log } = options;
  let known: ChargingSettings | undefined;
  let readAt = 0;
  let reading: Promise<ChargingSettings> | undefined;

  const readAnew = (): Promise<ChargingSettings> => {
    const asked = clock.now();
    reading ??= read()
      .then((settings) => {
        known = settings;
        readAt = asked;
        return settings;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  return {
    current() {
      const isFresh = Math.abs(clock.now() - readAt) < FRESH;
      if (known === undefined) return readAnew();
      // Nobody waits for a reading that is only a renewal: what was true seconds ago serves meanwhile.
      if (!isFresh)
        readAnew().catch((error: unknown) =>
          log?.warn({ err: error }, 'the rules of charging could not be read again'),
        );
      return known;
    },
  };
}

// Network elements as charging sees them: devices that use what they are granted and ask again, and that
// report and ask anew when they are told to. One request of a session at a time, as networks do it.

import { grantedIn, MB, type ChargingWorld } from './charging.ts';
import { createCharging, type SessionDoor } from '../../src/charging/public.ts';
import { octets } from '../../src/kernel/public.ts';
import { createServedLines, type Line } from '../../src/subscribers/public.ts';

export type Device = {
  readonly sessionId: string;
  readonly used: () => number;
  readonly granted: () => number;
  /** Whether it was told that there is nothing for it. */
  readonly isWithout: () => boolean;
  /** Uses so much of its grant; at its end, or where it has none, it asks for more. */
  use(amount: number): Promise<void>;
  /** Uses its grant, and as much again before it stops, and asks for more. */
  useTwice(): Promise<void>;
  /** Reports, and ends its session. */
  end(): Promise<void>;
};

export type Network = {
  readonly door: SessionDoor;
  readonly overrun: () => number;
  /** Opens a session. */
  device(line: Line): Promise<Device>;
  /** Resolves when all have done what they were told to. */
  idle(): Promise<void>;
};

export function networkOn(
  world: ChargingWorld,
  ranShort: (accountId: number) => void = () => undefined,
): Network {
  let overrun = 0;
  const charging = createCharging({
    ledger: world.carrier.ledger,
    lines: createServedLines(world.store, world.clock),
    settings: world.settings,
    clock: world.clock,
    meter: {
      overrun: (beyond) => {
        overrun += beyond;
      },
    },
    ranShort,
  });
  const asks = new Map<string, () => Promise<void>>();
  const underWay = new Set<Promise<void>>();

  return {
    overrun: () => overrun,
    door: {
      kind: 'test',
      reauthorize({ sessionId }) {
        const ask = asks.get(sessionId);
        if (ask === undefined) return Promise.resolve('session_unknown');
        const asking = ask().finally(() => underWay.delete(asking));
        underWay.add(asking);
        return Promise.resolve('told');
      },
      abort: () => Promise.resolve('unreachable'),
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async device(line) {
      const sessionId = `network;${asks.size};${Math.random()}`;
      let requestNumber = -1;
      let granted = 0;
      let unreported = 0;
      let used = 0;
      let isWithout = false;
      let last: Promise<void> = Promise.resolve();
      const say = async (step: 'initial' | 'update' | 'final'): Promise<void> => {
        const reported = unreported;
        unreported = 0;
        requestNumber += 1;
        const answer = await charging.charge({
          sessionId,
          requestNumber,
          step,
          subscriber: { imsi: line.imsi },
          services: [
            {
              ratingGroup: 1,
              usedOctets: octets(reported),
              requestedOctets: step === 'final' ? 'nothing' : octets(100 * MB),
            },
          ],
          networkElement: 'smf.test',
          contact: `test ${sessionId}`,
        });
        granted = grantedIn(answer);
        isWithout = step !== 'final' && granted === 0;
      };
      const inTurn = (step: 'initial' | 'update' | 'final'): Promise<void> => {
        last = last.then(() => say(step));
        return last;
      };
      asks.set(sessionId, () => inTurn('update'));
      await inTurn('initial');
      return {
        sessionId,
        used: () => used,
        granted: () => granted,
        isWithout: () => isWithout,
        async use(amount) {
          await last;
          const using = Math.min(amount, granted);
          granted -= using;
          unreported += using;
          used += using;
          if (granted === 0) await inTurn('update');
        },
        async useTwice() {
          await last;
          unreported += 2 * granted;
          used += 2 * granted;
          granted = 0;
          await inTurn('update');
        },
        async end() {
          await inTurn('final');
          asks.delete(sessionId);
        },
      };
    },
  };
}

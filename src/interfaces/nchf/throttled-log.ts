// When the store is away every request fails, thousands a second, and a log that says so each time is
// one more thing that fails. One line a second is written; it tells how many it stands for.

import { SECOND, type Clock, type Instant } from '../../kernel/public.ts';
import type { NchfLog } from './limits.ts';

export type ThrottledLog = { error(fields: object, message: string): void };

export function throttledLog(log: NchfLog, clock: Clock): ThrottledLog {
  let writtenAt: Instant = -Infinity;
  let passedOver = 0;
  return {
    error(fields, message) {
      const now = clock.now();
      if (now - writtenAt < SECOND) {
        passedOver += 1;
        return;
      }
      log.error({ ...fields, passedOver }, message);
      writtenAt = now;
      passedOver = 0;
    },
  };
}

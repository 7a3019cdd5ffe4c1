import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock.ts';

const MINUTE = 60_000;

/** The server's time, kept current to `everyMilliseconds` for as long as it is shown. */
export function useNow(everyMilliseconds: number = MINUTE): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(serverNow()), everyMilliseconds);
    return () => window.clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}

// How much of an undo window is left, as a ring that empties and as figures.

import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { timeLeft } from '../format/time.ts';
import { useNow } from './use-now.ts';

const RADIUS = 20;
const AROUND = 2 * Math.PI * RADIUS;
const GRACE_MILLISECONDS = 400;

type CountdownRingProps = {
  readonly from: string;
  readonly until: string;
  readonly size: 'small' | 'large';
  /** Called once the window is over, a moment late so that the server knows it too. */
  readonly onOver: () => void;
};

export function CountdownRing({ from, until, size, onOver }: CountdownRingProps) {
  const { t } = useLingui();
  const ends = Date.parse(until);
  const now = useNow(250);
  const left = Math.max(0, ends - now);
  const whole = Math.max(1, ends - Date.parse(from));
  const shown = timeLeft(left);

  useEffect(() => {
    const timer = window.setTimeout(onOver, Math.max(0, ends - serverNow()) + GRACE_MILLISECONDS);
    return () => window.clearTimeout(timer);
    // Set once a window: onOver is a new function at every rendering.
  }, [ends]);

  return (
    <span className={`ring ring-${size}`} role="timer" aria-label={t`Time left to undo: ${shown}`}>
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle className="ring-track" cx="24" cy="24" r={RADIUS} />
        <circle
          className="ring-left"
          cx="24"
          cy="24"
          r={RADIUS}
          strokeDasharray={AROUND}
          strokeDashoffset={AROUND * (1 - Math.min(1, left / whole))}
        />
      </svg>
      <span className="ring-figure" aria-hidden="true">
        {shown}
      </span>
    </span>
  );
}

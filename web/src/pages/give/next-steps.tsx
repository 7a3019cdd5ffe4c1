// What happens once a gift is confirmed, in the order in which it happens.

import { Trans } from '@lingui/react/macro';
import type { NextStep } from '../../api/types.ts';
import { ending, lengthOfTime } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { useNow } from '../../parts/use-now.ts';

type NextStepsProps = {
  readonly steps: readonly NextStep[];
  readonly undoWindowSeconds: number;
  /** Into a pool or a tank, which nobody sends back from. */
  readonly isPutIn?: boolean;
};

export function NextSteps({ steps, undoWindowSeconds, isPutIn = false }: NextStepsProps) {
  const shown = isPutIn ? steps.filter(({ what }) => what !== 'can_be_sent_back') : steps;
  return (
    <section className="card next-steps" aria-labelledby="next-heading">
      <h2 id="next-heading">
        <Trans>What happens next</Trans>
      </h2>
      <ol>
        {shown.map((step) => (
          <li key={step.what}>
            <Step step={step} undoWindowSeconds={undoWindowSeconds} isPutIn={isPutIn} />
          </li>
        ))}
      </ol>
    </section>
  );
}

type StepProps = {
  readonly step: NextStep;
  readonly undoWindowSeconds: number;
  readonly isPutIn: boolean;
};

function Step({ step, undoWindowSeconds, isPutIn }: StepProps) {
  const { locale, timeZone } = useReading();
  const now = useNow();
  const undo = lengthOfTime(undoWindowSeconds, locale);
  switch (step.what) {
    case 'can_be_undone':
      return <Trans>For {undo} you can take it back with one press.</Trans>;
    case 'arrives':
      if (isPutIn) return <Trans>Then it is in, for everybody.</Trans>;
      return undoWindowSeconds === 0 ? (
        <Trans>It arrives at once, and they are told.</Trans>
      ) : (
        <Trans>Then it arrives, and they are told.</Trans>
      );
    case 'can_be_sent_back':
      return <Trans>They can send back whatever they have not used.</Trans>;
    case 'lapses':
      break;
  }
  if (step.at === null) return null;
  const { exact, endOfDay } = ending(step.at, now, locale, timeZone);
  return endOfDay ? (
    <Trans>What is unused lapses at the end of {exact}, as it would have with you.</Trans>
  ) : (
    <Trans>What is unused lapses on {exact}, as it would have with you.</Trans>
  );
}

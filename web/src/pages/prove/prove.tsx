// Asks for what a gift needs, one thing at a time, and then shows the button that gives. What was shown for
// nothing (a wrong PIN, a code that is too old) is asked for again, and nothing else is.

import { Trans } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { needOf } from '../../api/proofs.ts';
import type { Shown, Step, Subject } from '../../api/proofs.ts';
import type { Need } from '../../api/types.ts';
import { CodeStep } from './code-step.tsx';
import { GuardianStep } from './guardian-step.tsx';
import { NameStep } from './name-step.tsx';
import { PinStep } from './pin-step.tsx';

type ProveProps = {
  readonly steps: readonly Step[];
  readonly subject: Subject;
  /** The button, with what was shown, and what to do when the server refuses it. */
  readonly children: (shown: Shown, onRefused: (error: Error) => void) => ReactNode;
};

export type StepProps = {
  readonly step: Step;
  readonly subject: Subject;
  /** Why what was shown before was no good. */
  readonly refused: string | null;
  readonly onShown: (shown: Shown) => void;
};

const SHOWN_AS = {
  receiver_name: 'receiverName',
  guardian: 'consentId',
  one_time_code: 'code',
  pin: 'pin',
} as const satisfies { readonly [need in Need]: keyof Shown };

const STEP = {
  receiver_name: NameStep,
  guardian: GuardianStep,
  one_time_code: CodeStep,
  pin: PinStep,
} as const satisfies { readonly [need in Need]: (props: StepProps) => ReactNode };

export function Prove({ steps, subject, children }: ProveProps) {
  const [shown, setShown] = useState<Shown>({});
  const [refusal, setRefusal] = useState<{ need: Need; words: string } | null>(null);
  const index = steps.findIndex(({ need }) => shown[SHOWN_AS[need]] === undefined);
  const step = steps[index];
  const place = useRef<HTMLElement>(null);
  const last = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  // A step takes the place of another, and is read from there on; the first one waits its turn.
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else {
      const next = place.current ?? last.current;
      (next?.querySelector<HTMLElement>('input, button') ?? next)?.focus();
    }
  }, [index]);
  if (step === undefined)
    return (
      <div ref={last}>
        {children(shown, (error) => {
          const need = needOf(error);
          if (need === null || steps.every((each) => each.need !== need)) return;
          const { [SHOWN_AS[need]]: _, ...rest } = shown;
          setRefusal({ need, words: error.message });
          setShown(rest);
        })}
      </div>
    );
  const StepView = STEP[step.need];
  const [number, count] = [index + 1, steps.length];
  return (
    <section className="card stack prove" ref={place} tabIndex={-1}>
      {count > 1 && (
        <p className="soft">
          <Trans>
            Step {number} of {count}
          </Trans>
        </p>
      )}
      <StepView
        key={step.need}
        step={step}
        subject={subject}
        refused={refusal?.need === step.need ? refusal.words : null}
        onShown={(now) => {
          setRefusal(null);
          setShown({ ...shown, ...now });
        }}
      />
    </section>
  );
}

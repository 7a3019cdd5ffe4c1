import { Trans } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { askGuardian, consentsQuery } from '../../api/proofs.ts';
import { newIntentKey } from '../../api/request.ts';
import { Action } from '../../parts/action.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Until } from '../../parts/until.tsx';
import type { StepProps } from './prove.tsx';

const LOOK_AGAIN_MILLISECONDS = 10_000;

/** Asks whoever answers for the line, and goes on by itself once they have agreed. */
export function GuardianStep({ step, subject, refused, onShown }: StepProps) {
  const client = useQueryClient();
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const asking = useMutation({
    mutationFn: () => askGuardian(subject, intentKey),
    onSuccess: () => client.invalidateQueries({ queryKey: consentsQuery.queryKey }),
    onSettled: () => setIntentKey(newIntentKey()),
  });
  const consentId = asking.data?.id ?? step.consentId;
  const mine = useQuery({
    ...consentsQuery,
    enabled: consentId !== null,
    refetchInterval: LOOK_AGAIN_MILLISECONDS,
  }).data?.mine;
  const consent = mine?.find(({ id }) => id === consentId);
  const state =
    consent?.state ??
    asking.data?.state ??
    (step.next === 'wait_for_guardian' ? 'asked' : undefined);
  const isAgreed = consent === undefined ? step.next === 'give_with_consent' : state === 'accepted';
  // What was just refused is not brought again by itself.
  const isNew = isAgreed && consentId !== null && refused === null;
  useEffect(() => {
    if (isNew) onShown({ consentId });
  }, [isNew, consentId, onShown]);

  if (step.next === 'none')
    return (
      <Notice tone="hint">
        <Trans>
          A parent or guardian must agree to your gifts, and we know of none for your line. They can
          call us.
        </Trans>
      </Notice>
    );
  const names = step.guardians.map((name, index) => (
    <span key={name + String(index)}>
      {index > 0 && ', '}
      <MaskedName name={name} />
    </span>
  ));
  const until = consent?.lapsesAt ?? asking.data?.lapsesAt ?? step.until;
  return (
    <>
      <h2>
        <Trans>Your guardian must agree</Trans>
      </h2>
      {(refused ?? '') !== '' && <Notice tone="wrong">{refused}</Notice>}
      {asking.isError && (
        <Notice tone="wrong">
          <FailureWords error={asking.error} />
        </Notice>
      )}
      {state === 'asked' ? (
        <div role="status" className="stack">
          <p>
            <Trans>We have asked {names} to agree. This page goes on by itself when they do.</Trans>
          </p>
          {until !== null && (
            <p className="soft">
              <Trans>
                They can answer <Until iso={until} />
              </Trans>
            </p>
          )}
        </div>
      ) : (
        <>
          {(state === 'refused' || (state === undefined && step.wasRefused)) && (
            <Notice tone="hint">
              <Trans>They said no to this gift. Talk to them before you ask again.</Trans>
            </Notice>
          )}
          <p className="soft">
            <Trans>They see how much it is and to whom, and answer on their own phone.</Trans>
          </p>
          <Action wide isPending={asking.isPending} onPress={() => asking.mutate()}>
            <Trans>Ask {names}</Trans>
          </Action>
        </>
      )}
    </>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Problem } from '../../api/problem.ts';
import { lineQuery } from '../../api/queries.ts';
import { inviteToPool, poolQuery } from '../../api/sharing.ts';
import type { Pool } from '../../api/sharing.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Field } from '../../parts/field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';

/** Invites a line to the pool. It is in when it says so itself. */
export function Invite({ pool }: { pool: Pool }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const country = countryOf(useQuery(lineQuery).data?.msisdn ?? '');
  const [number, setNumber] = useState('');
  const [isAsked, setAsked] = useState(false);
  const inviting = useMutation({
    mutationFn: () => inviteToPool(pool.id, number.trim()),
    onSuccess: (changed) => {
      client.setQueryData(poolQuery(pool.id).queryKey, changed);
      setNumber('');
      setAsked(false);
      announce(t`Invited.`);
    },
  });
  const invite = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (number.trim() !== '' && !inviting.isPending) inviting.mutate();
  };
  return (
    <form className="card stack" onSubmit={invite} noValidate>
      <h2>
        <Trans>Invite somebody</Trans>
      </h2>
      <Field
        label={t`Mobile number`}
        name="invite"
        type="tel"
        inputMode="tel"
        value={number}
        help={t`They are in when they say so themselves.`}
        onChange={(typed) => {
          setNumber(groupAsTyped(typed, number, true, country));
          setAsked(false);
          inviting.reset();
        }}
        error={
          isAsked && number.trim() === '' && !inviting.isSuccess
            ? t`Type the number of the receiver.`
            : inviting.error instanceof Problem
              ? inviting.error.message
              : null
        }
      />
      {inviting.isError && !(inviting.error instanceof Problem) && (
        <Notice tone="wrong">
          <FailureWords error={inviting.error} />
        </Notice>
      )}
      <Action type="submit" look="quiet" isPending={inviting.isPending}>
        <Trans>Invite</Trans>
      </Action>
    </form>
  );
}

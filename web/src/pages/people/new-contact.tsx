import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { contactsQuery, saveContact } from '../../api/people.ts';
import { Problem } from '../../api/problem.ts';
import { lineQuery } from '../../api/queries.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Field } from '../../parts/field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';

const LONGEST_NAME = 60;

/** Saves a number under a name of one's own. Nothing says whether the number is anybody's. */
export function NewContact() {
  const { t } = useLingui();
  const client = useQueryClient();
  const country = countryOf(useQuery(lineQuery).data?.msisdn ?? '');
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const [isAsked, setAsked] = useState(false);
  const saving = useMutation({
    mutationFn: () => saveContact(number.trim(), name.trim()),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: contactsQuery.queryKey });
      setName('');
      setNumber('');
      setAsked(false);
      announce(t`${saved.name} is saved.`);
    },
  });
  const changed = (): void => {
    setAsked(false);
    if (saving.isError) saving.reset();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() !== '' && number.trim() !== '' && !saving.isPending) saving.mutate();
  };
  const refused = saving.error instanceof Problem ? saving.error : null;
  const isAboutName = refused?.code.startsWith('contact_name') === true;
  return (
    <form className="stack" onSubmit={save} noValidate>
      <Field
        label={t`Name`}
        name="contact-name"
        value={name}
        maxLength={LONGEST_NAME}
        onChange={(typed) => {
          setName(typed);
          changed();
        }}
        error={
          isAsked && name.trim() === '' ? t`Type a name.` : isAboutName ? refused.message : null
        }
      />
      <Field
        label={t`Mobile number`}
        name="contact-number"
        type="tel"
        inputMode="tel"
        value={number}
        onChange={(typed) => {
          setNumber(groupAsTyped(typed, number, true, country));
          changed();
        }}
        error={
          isAsked && number.trim() === ''
            ? t`Type a number.`
            : !isAboutName
              ? (refused?.message ?? null)
              : null
        }
      />
      {saving.isError && refused === null && (
        <Notice tone="wrong">
          <FailureWords error={saving.error} />
        </Notice>
      )}
      <Action type="submit" look="quiet" isPending={saving.isPending}>
        <Trans>Save</Trans>
      </Action>
    </form>
  );
}

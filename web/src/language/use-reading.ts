import { useLingui } from '@lingui/react';
import { useQuery } from '@tanstack/react-query';
import { lineQuery } from '../api/queries.ts';
import { localeOf } from './language.ts';

export type Reading = { readonly locale: string; readonly timeZone: string };

/** How to write figures and instants for this reader: their locale, the time zone of their line. */
export function useReading(): Reading {
  const { i18n } = useLingui();
  const timeZone = useQuery({ ...lineQuery, enabled: false }).data?.timeZone;
  return {
    locale: localeOf(i18n.locale),
    timeZone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

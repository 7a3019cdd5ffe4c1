// The people somebody has saved, one press each, under the field for a number.

import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components/Button';
import { contactsQuery } from '../api/people.ts';
import { writeMsisdn } from '../format/msisdn.ts';

const SHOWN = 6;

export function ContactChips({ onPick }: { onPick: (number: string) => void }) {
  const { t } = useLingui();
  const contacts = useQuery(contactsQuery).data ?? [];
  if (contacts.length === 0) return null;
  return (
    <div className="chips" role="group" aria-label={t`People you have saved`}>
      {contacts.slice(0, SHOWN).map(({ msisdn, name }) => (
        <Button key={msisdn} className="chip" onPress={() => onPick(writeMsisdn(msisdn))}>
          {name}
        </Button>
      ))}
    </div>
  );
}

// Signing in: the number, then the code that was sent to it. Two steps of one page, so that going
// back to correct the number finds it as it was typed.

import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { changeLine } from '../../api/calls.ts';
import { lineQuery } from '../../api/queries.ts';
import type { Line } from '../../api/types.ts';
import { activateLanguage, languageChosenHere } from '../../language/language.ts';
import { Page } from '../../parts/page.tsx';
import { claimDraft } from '../give/draft.ts';
import { CodeStep } from './code-step.tsx';
import { NumberStep } from './number-step.tsx';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { t } = useLingui();
  const [number, setNumber] = useState('');
  const [step, setStep] = useState<'number' | 'code'>('number');
  const enter = useEnter();

  return (
    <Page
      className="sign-in"
      title={step === 'number' ? t`Sign in` : t`Enter your code`}
      heading={step === 'number' ? t`Some to spare? Someone to spare it for.` : t`Enter your code`}
    >
      {step === 'number' ? (
        <NumberStep number={number} onChange={setNumber} onSent={() => setStep('code')} />
      ) : (
        <CodeStep number={number} onSignedIn={enter} onOtherNumber={() => setStep('number')} />
      )}
    </Page>
  );
}

/** What follows a correct code: the line's language, and back to where the person was. */
function useEnter(): (line: Line) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  const { back } = route.useSearch();
  return async (line) => {
    client.clear();
    client.setQueryData(lineQuery.queryKey, line);
    claimDraft(line.msisdn);
    const chosen = languageChosenHere();
    if (chosen === null) await activateLanguage(line.language);
    else if (chosen !== line.language) await tellLanguage(chosen);
    await router.navigate({ to: back ?? '/', replace: true });
  };

  async function tellLanguage(language: Line['language']): Promise<void> {
    try {
      client.setQueryData(lineQuery.queryKey, await changeLine({ language }));
    } catch {
      // The page shows the chosen language all the same; only the line's own messages do not yet.
    }
  }
}

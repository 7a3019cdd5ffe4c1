// What a line decides for itself: its language, who may find it, and when to leave.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Switch } from 'react-aria-components/Switch';
import { changeLine, signOut } from '../../api/calls.ts';
import { consentsQuery, pinQuery } from '../../api/proofs.ts';
import { lineQuery } from '../../api/queries.ts';
import type { Findable, Language, Line } from '../../api/types.ts';
import { writeMsisdn } from '../../format/msisdn.ts';
import { LANGUAGES, OWN_NAME } from '../../language/language.ts';
import { useChangeLanguage } from '../../language/use-change-language.ts';
import { Action } from '../../parts/action.tsx';
import { Fact } from '../../parts/fact.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { forgetSecrets } from '../../parts/secret.ts';
import { clearDraft } from '../give/draft.ts';
import { forgetAddresses } from '../links/addresses.ts';

export function SettingsPage() {
  const { t } = useLingui();
  const line = useQuery(lineQuery).data;
  return (
    <Page title={t`Settings`} className="narrow">
      {line !== undefined && (
        <>
          <section className="card stack" aria-labelledby="line-heading">
            <h2 id="line-heading">
              <Trans>Your line</Trans>
            </h2>
            <dl className="facts">
              <Fact name={t`Name`}>{line.name}</Fact>
              <Fact name={t`Number`}>{writeMsisdn(line.msisdn)}</Fact>
              <Fact name={t`Plan`}>{line.plan.name}</Fact>
            </dl>
          </section>
          <LanguageChoice />
          <FindableChoice line={line} />
          <Link to="/people" className="action action-quiet action-wide">
            <Trans>People: saved, who may ask, blocked</Trans>
          </Link>
          <Asked />
        </>
      )}
      <SignOut />
    </Page>
  );
}

/** Only where the rules of giving ask this line for it. */
function Asked() {
  const pin = useQuery(pinQuery).data;
  const consents = useQuery(consentsQuery).data;
  const isGuardian = consents !== undefined && consents.mine.length + consents.forMe.length > 0;
  return (
    <>
      {pin !== undefined && (pin.isUsed || pin.setAt !== null) && (
        <Link to="/settings/pin" className="action action-quiet action-wide">
          <Trans>Gifting PIN</Trans>
        </Link>
      )}
      {isGuardian && (
        <Link to="/consents" className="action action-quiet action-wide">
          <Trans>Guardian’s consent</Trans>
        </Link>
      )}
    </>
  );
}

function LanguageChoice() {
  const { i18n } = useLingui();
  const changeLanguage = useChangeLanguage();
  return (
    <section className="card stack">
      <RadioGroup
        className="choices"
        value={i18n.locale}
        onChange={(language) => void changeLanguage(language as Language)}
      >
        <Label className="card-label">
          <Trans>Language</Trans>
        </Label>
        <p className="soft">
          <Trans>Also that of the messages we send you.</Trans>
        </p>
        {LANGUAGES.map((language) => (
          <Radio key={language} value={language} className="choice">
            <span lang={language === 'zh' ? 'zh-Hans' : language}>{OWN_NAME[language]}</span>
          </Radio>
        ))}
      </RadioGroup>
    </section>
  );
}

function FindableChoice({ line }: { line: Line }) {
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: (findable: Findable) => changeLine({ findable }),
    onSuccess: (changed) => client.setQueryData(lineQuery.queryKey, changed),
  });
  // While it is being saved the switch already stands where it was put; a failure puts it back.
  const findable = changing.isPending ? changing.variables : line.findable;
  return (
    <section className="card stack">
      <Switch
        className="switch"
        isSelected={findable === 'number'}
        isDisabled={changing.isPending}
        onChange={(isOn) => changing.mutate(isOn ? 'number' : 'nobody')}
      >
        <span className="switch-words">
          <Trans>People who know my number can send me data</Trans>
        </span>
        <span className="switch-track" aria-hidden="true">
          <span className="switch-thumb" />
        </span>
      </Switch>
      <p className="soft">
        <Trans>
          They see only the first letter of your name and the end of your number, never what you
          have left. When this is off, your number answers as if it did not exist.
        </Trans>
      </p>
      {changing.isError && (
        <Notice tone="wrong">
          <FailureWords error={changing.error} />
        </Notice>
      )}
    </section>
  );
}

function SignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      clearDraft();
      forgetAddresses();
      forgetSecrets();
      await navigate({ to: '/sign-in' });
      client.clear();
    },
  });
  return (
    <>
      {leaving.isError && (
        <Notice tone="wrong">
          <FailureWords error={leaving.error} />
        </Notice>
      )}
      <Action look="quiet" wide isPending={leaving.isPending} onPress={() => leaving.mutate()}>
        <Trans>Sign out</Trans>
      </Action>
    </>
  );
}

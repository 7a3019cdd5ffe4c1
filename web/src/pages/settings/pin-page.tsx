// The gifting PIN: choosing it, changing it, unlocking it and doing without it. Each takes the PIN as it is, or a
// code sent to the number: a phone left lying about is not enough.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { pinQuery } from '../../api/proofs.ts';
import type { Pin } from '../../api/proofs.ts';
import { inFull } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { WhileWaiting } from '../../parts/while-waiting.tsx';
import { PinForm } from './pin-form.tsx';
import type { PinTask } from './pin-form.tsx';

export function PinPage() {
  const { t } = useLingui();
  const pin = useQuery(pinQuery);
  return (
    <Page title={t`Gifting PIN`} className="narrow" back={{ to: '/settings', words: t`Settings` }}>
      <WhileWaiting on={pin} lines={3} />
      {pin.data !== undefined && <PinState pin={pin.data} />}
    </Page>
  );
}

function PinState({ pin }: { pin: Pin }) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  const client = useQueryClient();
  const [task, setTask] = useState<PinTask | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const isSet = pin.setAt !== null;
  const begin = (next: PinTask): void => {
    setDone(null);
    setTask(next);
  };
  const end = (words: string, now: Pin): void => {
    client.setQueryData(pinQuery.queryKey, now);
    announce(words);
    setDone(words);
    setTask(null);
  };
  if (task !== null)
    return (
      <PinForm
        task={task}
        onDone={(now) => {
          if (task === 'remove') end(t`Your PIN is removed.`, now);
          else if (task === 'unlock') end(t`Your PIN is unlocked.`, now);
          else end(t`Your PIN is saved.`, now);
        }}
        onBack={() => setTask(null)}
      />
    );
  return (
    <section className="card stack">
      {done !== null && <Notice tone="good">{done}</Notice>}
      <p>
        {pin.isLocked ? (
          <Trans>Your PIN is locked: it was wrong too often.</Trans>
        ) : isSet ? (
          <Trans>You have had a PIN since {inFull(pin.setAt ?? '', locale, timeZone)}.</Trans>
        ) : pin.isUsed ? (
          <Trans>You have no PIN yet. Gifts of data are confirmed with one.</Trans>
        ) : (
          <Trans>Your line needs no PIN to give data.</Trans>
        )}
      </p>
      {pin.isLocked && (
        <Action wide onPress={() => begin('unlock')}>
          <Trans>Unlock the PIN</Trans>
        </Action>
      )}
      {!isSet && pin.isUsed && (
        <Action wide onPress={() => begin('choose')}>
          <Trans>Choose a PIN</Trans>
        </Action>
      )}
      {isSet && (
        <div className="side-by-side">
          {pin.isUsed && !pin.isLocked && (
            <Action look="quiet" onPress={() => begin('change')}>
              <Trans>Change it</Trans>
            </Action>
          )}
          {pin.isUsed && (
            <Action look="quiet" onPress={() => begin('choose')}>
              <Trans>I forgot it</Trans>
            </Action>
          )}
          <Action look="quiet" onPress={() => begin('remove')}>
            <Trans>Remove it</Trans>
          </Action>
        </div>
      )}
    </section>
  );
}

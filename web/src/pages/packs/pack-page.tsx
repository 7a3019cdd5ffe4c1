// Buys one pack: for whom, exactly what that costs whom, and the button.

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { buyPack, packsQuery, previewPack } from '../../api/packs.ts';
import type { Pack, PackPreview, Purchase } from '../../api/packs.ts';
import { Problem } from '../../api/problem.ts';
import { lineQuery } from '../../api/queries.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Chips } from '../../parts/chips.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Cost } from '../../parts/cost.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Field } from '../../parts/field.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { toTop } from '../../parts/to-top.ts';

const route = getRouteApi('/signed-in/packs/$packId');

export function PackPage() {
  const { t } = useLingui();
  const { packId } = route.useParams();
  const packs = useQuery(packsQuery);
  const pack = packs.data?.find(({ id }) => id === packId);
  return (
    <Page
      title={pack?.name ?? t`Data pack`}
      className="narrow"
      back={{ to: '/packs', words: t`Data packs` }}
    >
      {packs.isPending && <Skeleton lines={5} />}
      {packs.isError && packs.data === undefined && (
        <Failure error={packs.error} onRetry={() => void packs.refetch()} />
      )}
      {packs.data !== undefined && pack === undefined && (
        <Notice tone="hint">
          <Trans>This pack is not sold any more.</Trans>
        </Notice>
      )}
      {pack !== undefined && <Buy pack={pack} />}
    </Page>
  );
}

function Buy({ pack }: { pack: Pack }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const country = countryOf(useQuery(lineQuery).data?.msisdn ?? '');
  const [whom, setWhom] = useState<'me' | 'other'>('me');
  const [number, setNumber] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [purchase, setPurchase] = useState<Purchase | null>(null);
  const previewing = useMutation({
    mutationFn: previewPack,
    onSuccess: (_, asked) => {
      setPurchase(asked);
      toTop();
    },
  });
  const isMissing = whom === 'other' && number.trim() === '';
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (isMissing || previewing.isPending) return;
    previewing.mutate({
      packId: pack.id,
      ...(whom === 'me' ? {} : { toMsisdn: number.trim() }),
    });
  };
  const change = (): void => {
    setAsked(false);
    previewing.reset();
  };
  if (purchase !== null && previewing.data !== undefined)
    return (
      <Check
        purchase={purchase}
        preview={previewing.data}
        onBack={() => {
          setPurchase(null);
          toTop();
        }}
      />
    );
  const numberWords =
    whom === 'other' && previewing.error instanceof Problem ? previewing.error.message : null;
  return (
    <>
      <section className="card gift-hero">
        <p className="gift-amount">{exactOctets(pack.octets, locale)}</p>
        <p className="gift-other">
          <Plural value={pack.validityDays} one="for a day" other="for # days" />
        </p>
        <p className="gift-badge">
          <Cost cents={pack.priceCents} />
        </p>
      </section>
      <form className="stack card form-card" onSubmit={ask} noValidate>
        <Chips
          label={t`For`}
          value={whom}
          options={[
            { value: 'me', words: t`Myself` },
            { value: 'other', words: t`Somebody else` },
          ]}
          onChange={(chosen) => {
            setWhom(chosen);
            change();
          }}
        />
        {whom === 'other' && (
          <Field
            label={t`To whom`}
            name="to"
            type="tel"
            inputMode="tel"
            value={number}
            help={t`The mobile number of somebody you know.`}
            onChange={(typed) => {
              setNumber(groupAsTyped(typed, number, true, country));
              change();
            }}
            error={isAsked && isMissing ? t`Type the number of the receiver.` : numberWords}
          />
        )}
        {previewing.isError && numberWords === null && (
          <Notice tone="wrong">
            <FailureWords error={previewing.error} />
          </Notice>
        )}
        <Action type="submit" wide isPending={previewing.isPending}>
          <Trans>Preview</Trans>
        </Action>
        <p className="soft centred">
          <Trans>Nothing is bought yet.</Trans>
        </p>
      </form>
    </>
  );
}

type CheckProps = {
  readonly purchase: Purchase;
  readonly preview: PackPreview;
  readonly onBack: () => void;
};

function Check({ purchase, preview, onBack }: CheckProps) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pack, receiver, isForSelf, needsConsent } = preview;
  return (
    <>
      <section className="card preview" aria-label={t`What you buy`}>
        <div className="preview-head">
          <p className="gift-amount">{exactOctets(pack.octets, locale)}</p>
          <p className="preview-receiver">
            {isForSelf ? (
              <span className="soft">
                <Trans>for yourself</Trans>
              </span>
            ) : (
              <>
                <span className="soft">
                  <Trans>goes to</Trans>
                </span>
                <strong>
                  <MaskedName name={receiver.maskedName} />
                </strong>
                <MaskedNumber number={receiver.maskedMsisdn} />
              </>
            )}
          </p>
        </div>
        <dl className="facts">
          <Fact name={t`Can be used`}>
            <Plural value={pack.validityDays} one="for a day" other="for # days" />
          </Fact>
          <Fact name={t`On your next bill`}>
            <Cost cents={pack.priceCents} />
          </Fact>
        </dl>
        {needsConsent && (
          <p className="soft">
            <Trans>They are asked first. If they do not take it, you get the money back.</Trans>
          </p>
        )}
      </section>
      <Action look="quiet" onPress={onBack}>
        <Trans>Change something</Trans>
      </Action>
      <Confirm
        send={(key) => buyPack(purchase, key)}
        onDone={() => {
          for (const queryKey of [['packs'], ['balance']])
            void client.invalidateQueries({ queryKey });
          return navigate({ to: '/packs', replace: true });
        }}
      >
        <Trans>
          Buy for <Cost cents={pack.priceCents} />
        </Trans>
      </Confirm>
    </>
  );
}

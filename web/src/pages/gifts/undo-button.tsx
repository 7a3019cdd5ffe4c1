import { Trans, useLingui } from '@lingui/react/macro';
import type { Gift } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { FailureWords } from '../../parts/notice.tsx';
import { useGiftChange } from './use-gift-change.ts';

/** Takes a gift back while its undo window lasts. Asks nothing: undoing is itself the second thought. */
export function UndoButton({ gift }: { gift: Gift }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const amount = exactOctets(gift.octets, locale);
  const undoing = useGiftChange(gift, 'undo', () => announce(t`Undone. ${amount} is yours again.`));
  return (
    <>
      <Action look="quiet" isPending={undoing.isPending} onPress={() => undoing.mutate()}>
        <Trans>Undo</Trans>
        <span className="only-heard">{amount}</span>
      </Action>
      {undoing.isError && (
        <p className="field-error" role="alert">
          <FailureWords error={undoing.error} />
        </p>
      )}
    </>
  );
}

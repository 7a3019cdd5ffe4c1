import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { Gift } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { useGiftChange } from './use-gift-change.ts';

/** Sends back what is unused of a received gift, after asking once. */
export function DeclineButton({ gift }: { gift: Gift }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const [isOpen, setOpen] = useState(false);
  const unused = exactOctets(gift.octets - (gift.usedOctets ?? 0), locale);
  const giver = gift.other.maskedName;
  const declining = useGiftChange(gift, 'decline', () => {
    setOpen(false);
    announce(t`Declined. The data goes back.`);
  });
  return (
    <>
      <Action look="quiet" onPress={() => setOpen(true)}>
        <Trans>Decline</Trans>
      </Action>
      <ModalOverlay className="veil" isDismissable isOpen={isOpen} onOpenChange={setOpen}>
        <Modal className="modal">
          <Dialog role="alertdialog" className="dialog">
            <Heading slot="title">
              <Trans>Decline this gift?</Trans>
            </Heading>
            <p>
              <Trans>
                What is left of it, {unused}, goes back to {giver}, who will see that you declined.
              </Trans>
            </p>
            {declining.isError && (
              <Notice tone="wrong">
                <FailureWords error={declining.error} />
              </Notice>
            )}
            <div className="dialog-actions">
              <Action look="quiet" onPress={() => setOpen(false)}>
                <Trans>Keep it</Trans>
              </Action>
              <Action
                look="danger"
                isPending={declining.isPending}
                onPress={() => declining.mutate()}
              >
                <Trans>Decline the gift</Trans>
              </Action>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

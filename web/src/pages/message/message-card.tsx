// What somebody wrote with a gift or a request. A stranger's words are hidden until they are asked for, and
// anybody's can be reported.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { reportMessage, showMessage } from '../../api/requests.ts';
import type { Message, ReportReason } from '../../api/requests.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Chips } from '../../parts/chips.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Quote } from '../../parts/quote.tsx';

type MessageCardProps = {
  readonly message: Message;
  readonly onChange: (message: Message) => void;
};

export function MessageCard({ message, onChange }: MessageCardProps) {
  const showing = useMutation({
    mutationFn: () => showMessage(message.id),
    onSuccess: onChange,
  });
  return (
    <div className="message stack">
      {message.text === null ? (
        <>
          <p>
            <Trans>Somebody you have not saved wrote a few words with it.</Trans>
          </p>
          {showing.isError && (
            <Notice tone="wrong">
              <FailureWords error={showing.error} />
            </Notice>
          )}
          <Action look="quiet" isPending={showing.isPending} onPress={() => showing.mutate()}>
            <Trans>Show the words</Trans>
          </Action>
        </>
      ) : (
        <Quote>{message.text}</Quote>
      )}
      {message.isReported ? (
        <p className="soft">
          <Trans>You have reported these words.</Trans>
        </p>
      ) : (
        message.text !== null && <Report message={message} onChange={onChange} />
      )}
    </div>
  );
}

const REASONS: Readonly<Record<ReportReason, MessageDescriptor>> = {
  unwanted: msg`I do not want it`,
  abusive: msg`It is abusive`,
  fraud: msg`It is a fraud`,
  other: msg`Something else`,
};
const ORDER = ['unwanted', 'abusive', 'fraud', 'other'] as const;

function Report({ message, onChange }: MessageCardProps) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<ReportReason>('unwanted');
  const reporting = useMutation({
    mutationFn: () => reportMessage(message.id, reason),
    onSuccess: (reported) => {
      setOpen(false);
      announce(t`Reported.`);
      onChange(reported);
    },
  });
  return (
    <div>
      <Action look="quiet" onPress={() => setOpen(true)}>
        <Trans>Report the words</Trans>
      </Action>
      <ModalOverlay className="veil" isDismissable isOpen={isOpen} onOpenChange={setOpen}>
        <Modal className="modal">
          <Dialog role="alertdialog" className="dialog">
            <Heading slot="title">
              <Trans>Report these words?</Trans>
            </Heading>
            <p>
              <Trans>
                Your carrier gets them as they are. Whoever wrote them is not told by whom.
              </Trans>
            </p>
            <Chips
              label={t`Why`}
              value={reason}
              options={ORDER.map((value) => ({ value, words: t(REASONS[value]) }))}
              onChange={setReason}
            />
            {reporting.isError && (
              <Notice tone="wrong">
                <FailureWords error={reporting.error} />
              </Notice>
            )}
            <div className="dialog-actions">
              <Action look="quiet" onPress={() => setOpen(false)}>
                <Trans>Not now</Trans>
              </Action>
              <Action
                look="danger"
                isPending={reporting.isPending}
                onPress={() => reporting.mutate()}
              >
                <Trans>Report</Trans>
              </Action>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </div>
  );
}

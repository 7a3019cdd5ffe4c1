// A button that asks once before it does what cannot be undone.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { newIntentKey } from '../api/request.ts';
import { Action } from './action.tsx';
import { FailureWords, Notice } from './notice.tsx';

type AskProps<Answer> = {
  /** On the button that opens the question. */
  readonly words: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly act: (intentKey: string) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
  /** What will happen. */
  readonly children: ReactNode;
};

export function Ask<Answer>(props: AskProps<Answer>) {
  const [isOpen, setOpen] = useState(false);
  const [intentKey] = useState(newIntentKey);
  const acting = useMutation({
    mutationFn: () => props.act(intentKey),
    onSuccess: (answer) => {
      setOpen(false);
      props.onDone(answer);
    },
  });
  return (
    <>
      <Action look="quiet" onPress={() => setOpen(true)}>
        {props.words}
      </Action>
      <ModalOverlay className="veil" isDismissable isOpen={isOpen} onOpenChange={setOpen}>
        <Modal className="modal">
          <Dialog role="alertdialog" className="dialog">
            <Heading slot="title">{props.question}</Heading>
            <p>{props.children}</p>
            {acting.isError && (
              <Notice tone="wrong">
                <FailureWords error={acting.error} />
              </Notice>
            )}
            <div className="dialog-actions">
              <Action look="quiet" onPress={() => setOpen(false)}>
                {props.no}
              </Action>
              <Action look="danger" isPending={acting.isPending} onPress={() => acting.mutate()}>
                {props.yes}
              </Action>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

// The app's buttons. A pending one keeps its place and its focus and takes no second press.

import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';

type ActionProps = {
  readonly children: ReactNode;
  readonly look?: 'main' | 'gift' | 'quiet' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
  readonly wide?: boolean;
  readonly onPress?: () => void;
};

export function Action(props: ActionProps) {
  const { t } = useLingui();
  const pending = props.isPending ?? false;
  return (
    <Button
      className={`action action-${props.look ?? 'main'} ${props.wide === true ? 'action-wide' : ''}`}
      type={props.type ?? 'button'}
      isPending={pending}
      isDisabled={props.isDisabled ?? false}
      {...(props.onPress === undefined ? {} : { onPress: props.onPress })}
    >
      <span className="action-words">{props.children}</span>
      {pending && <span className="spinner" role="progressbar" aria-label={t`Working…`} />}
    </Button>
  );
}

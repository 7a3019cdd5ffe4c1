// What a gift still needs before it can be given, said before anybody presses a button that refuses.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { useLingui } from '@lingui/react/macro';
import type { Need } from '../../api/types.ts';
import { Notice } from '../../parts/notice.tsx';

const WORDS: Readonly<Record<Need, MessageDescriptor>> = {
  receiver_name: msg`The full name of the receiver must be known to give to this number.`,
  guardian: msg`A parent or guardian must confirm this gift.`,
  one_time_code: msg`A gift of this size must be confirmed with a code. Ask your carrier how.`,
  pin: msg`A gift of this size must be confirmed with your PIN. Ask your carrier how.`,
};

export function Needs({ needs }: { needs: readonly Need[] }) {
  const { t } = useLingui();
  return (
    <Notice tone="hint">
      {needs.map((need) => (
        <p key={need}>{t(WORDS[need])}</p>
      ))}
    </Notice>
  );
}

// What most people need not read, behind one press.

import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { ForwardIcon } from './icons.tsx';

type MoreProps = {
  readonly words: string;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
};

export function More({ words, isOpen, children }: MoreProps) {
  return (
    <Disclosure className="more" defaultExpanded={isOpen ?? false}>
      <Button slot="trigger" className="more-button">
        <ForwardIcon />
        {words}
      </Button>
      <DisclosurePanel className="more-panel">
        <div className="more-inside">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}

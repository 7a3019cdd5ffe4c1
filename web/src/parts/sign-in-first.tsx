// What somebody sees who opened an address they were sent and is not signed in.

import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type SignInFirstProps = { readonly back: string; readonly children: ReactNode };

export function SignInFirst({ back, children }: SignInFirstProps) {
  return (
    <section className="card stack invitation">
      <span className="empty-ripple" aria-hidden="true" />
      <p className="lead">{children}</p>
      <Link to="/sign-in" search={{ back }} className="action action-gift action-wide">
        <Trans>Sign in to see it</Trans>
      </Link>
      <p className="soft centred">
        <Trans>It takes your mobile number and a code by text message. It costs nothing.</Trans>
      </p>
    </section>
  );
}

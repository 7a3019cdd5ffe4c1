// What every page has: a title for the window, one heading that takes the focus when the page is
// come to, and where to go back to.

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { BackIcon } from './icons.tsx';

/** The pages that others lead back to. */
type PagePath =
  | '/'
  | '/give'
  | '/gifts'
  | '/settings'
  | '/ways'
  | '/links'
  | '/standing'
  | '/pools'
  | '/tanks'
  | '/packs';

type PageProps = {
  readonly title: string;
  readonly heading?: ReactNode;
  readonly back?: { readonly to: PagePath; readonly words: string };
  readonly className?: string;
  readonly children: ReactNode;
};

export function Page({ title, heading, back, className, children }: PageProps) {
  return (
    <div className={`page ${className ?? ''}`}>
      <title>{`${title} · Largesse`}</title>
      {back !== undefined && (
        <Link to={back.to} className="back-link">
          <BackIcon />
          {back.words}
        </Link>
      )}
      <h1 tabIndex={-1}>{heading ?? title}</h1>
      {children}
    </div>
  );
}

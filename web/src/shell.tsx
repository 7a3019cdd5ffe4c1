// What stands around every page: the name, the ways to go, the language, and what is said aloud.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { followEvents } from './api/live.ts';
import { lineQuery } from './api/queries.ts';
import { LanguageSwitch } from './language/language-switch.tsx';
import { useChangeLanguage } from './language/use-change-language.ts';
import { useReading } from './language/use-reading.ts';
import { Announcer } from './parts/announcer.tsx';
import { GiftsIcon, GiveIcon, HomeIcon, Logo, SettingsIcon } from './parts/icons.tsx';
import { Notice } from './parts/notice.tsx';
import { useOnline } from './parts/use-online.ts';
import { Arrivals } from './pages/home/arrivals.tsx';
import { claimDraft } from './pages/give/draft.ts';

export function Shell() {
  const { locale } = useReading();
  const isOnline = useOnline();
  const changeLanguage = useChangeLanguage();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isKnown = useQuery({ ...lineQuery, enabled: false }).data !== undefined;
  // Whoever opened an address they were sent and is not signed in has nowhere else to go yet.
  const hasWays = path !== '/sign-in' && (isKnown || !['/take', '/spare'].includes(path));
  useFocusOnNewPage();
  return (
    <I18nProvider locale={locale}>
      <a className="skip" href="#content">
        <Trans>Skip to the content</Trans>
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <Logo />
          <span>Largesse</span>
        </Link>
        {hasWays && <Ways />}
        <LanguageSwitch onChoose={(language) => void changeLanguage(language)} />
      </header>
      <main id="content" tabIndex={-1}>
        {!isOnline && (
          <Notice tone="hint">
            <Trans>You are offline. This is how things stood when you last were online.</Trans>
          </Notice>
        )}
        <Outlet />
      </main>
      <Announcer />
    </I18nProvider>
  );
}

/** Reached from the page for giving, and so found there again. */
const WAYS_TO_GIVE = /^\/(ways|links|standing|expiring|pools|tanks|packs)\b/;

function Ways() {
  const { t } = useLingui();
  const isWayToGive = useRouterState({
    select: (state) => WAYS_TO_GIVE.test(state.location.pathname),
  });
  return (
    <nav className="ways" aria-label={t`Main`}>
      <Link to="/" activeOptions={{ exact: true }}>
        <HomeIcon />
        <Trans>Home</Trans>
      </Link>
      <Link to="/give" data-within={isWayToGive}>
        <GiveIcon />
        <Trans>Give</Trans>
      </Link>
      <Link to="/gifts">
        <GiftsIcon />
        <Trans>Gifts</Trans>
      </Link>
      <Link to="/settings">
        <SettingsIcon />
        <Trans>Settings</Trans>
      </Link>
    </nav>
  );
}

/** Around the pages of somebody signed in: follows what happens to their line. */
export function SignedIn() {
  const client = useQueryClient();
  const msisdn = useQuery(lineQuery).data?.msisdn;
  useEffect(() => followEvents(client), [client]);
  useEffect(() => {
    if (msisdn !== undefined) claimDraft(msisdn);
  }, [msisdn]);
  return (
    <>
      {msisdn !== undefined && <Arrivals msisdn={msisdn} />}
      <Outlet />
    </>
  );
}

/** A new page is read from its heading on; the first one from where the browser starts. */
function useFocusOnNewPage(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
      }),
    [router],
  );
}

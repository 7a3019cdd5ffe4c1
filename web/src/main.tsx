// Starts the app: the language first, so that no page is ever shown in the wrong one.

import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { newQueryClient } from './api/client.ts';
import { lineQuery } from './api/queries.ts';
import { activateLanguage, firstLanguage } from './language/language.ts';
import { newRouter } from './routes.tsx';

const client = newQueryClient(goToSignIn);
const router = newRouter(client);

/** Pages that say themselves what signing in is for. */
const FOR_ANYBODY: ReadonlySet<string> = new Set(['/sign-in', '/take', '/spare']);

/** The session has ended under way: sign in again, and come back to this very page. */
function goToSignIn(): void {
  const { location } = router.state;
  // While a page loads, its own guard sends people to sign in.
  if (FOR_ANYBODY.has(location.pathname) || router.state.status === 'pending') return;
  client.removeQueries({ queryKey: lineQuery.queryKey });
  void router.navigate({
    to: '/sign-in',
    search: location.href === '/' ? {} : { back: location.href },
  });
}

async function start(place: HTMLElement): Promise<void> {
  await activateLanguage(firstLanguage());
  createRoot(place).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no root');
void start(place);

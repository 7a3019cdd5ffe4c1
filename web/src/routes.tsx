// The pages by address. Only the shell and the home page come with the first load.

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { activateLanguage } from './language/language.ts';
import { isSignedOut } from './api/problem.ts';
import { lineQuery } from './api/queries.ts';
import { CannotLoad } from './pages/cannot-load.tsx';
import { HomePage } from './pages/home/home-page.tsx';
import { LostPage } from './pages/lost-page.tsx';
import { Shell, SignedIn } from './shell.tsx';

type Context = { readonly client: QueryClient };

const root = createRootRouteWithContext<Context>()({
  component: Shell,
  notFoundComponent: LostPage,
  errorComponent: CannotLoad,
});

/** Only an address of this app may be gone back to: "//elsewhere" would leave it. */
const ownAddress = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\/(?![/\\])/.test(given) && !given.startsWith('/sign-in')
    ? given
    : undefined;

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { back?: string } => {
    const back = ownAddress(search['back']);
    return back === undefined || back === '/' ? {} : { back };
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const known = context.client.getQueryData(lineQuery.queryKey);
    try {
      const line = await context.client.ensureQueryData(lineQuery);
      // The line's own language counts from the first page on; later it is changed by hand.
      if (known === undefined) await activateLanguage(line.language);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({
        to: '/sign-in',
        search: location.href === '/' ? {} : { back: location.href },
      });
    }
  },
  component: SignedIn,
  errorComponent: CannotLoad,
});

const home = createRoute({ getParentRoute: () => signedIn, path: '/', component: HomePage });

const give = createRoute({
  getParentRoute: () => signedIn,
  path: '/give',
  component: lazyRouteComponent(() => import('./pages/give/give-page.tsx'), 'GivePage'),
});

const review = createRoute({
  getParentRoute: () => signedIn,
  path: '/give/review',
  component: lazyRouteComponent(() => import('./pages/give/review-page.tsx'), 'ReviewPage'),
});

const gifts = createRoute({
  getParentRoute: () => signedIn,
  path: '/gifts',
  component: lazyRouteComponent(() => import('./pages/gifts/gifts-page.tsx'), 'GiftsPage'),
});

const gift = createRoute({
  getParentRoute: () => signedIn,
  path: '/gifts/$giftId',
  validateSearch: (search: Record<string, unknown>): { sent?: boolean } =>
    search['sent'] === true ? { sent: true } : {},
  component: lazyRouteComponent(() => import('./pages/gifts/gift-page.tsx'), 'GiftPage'),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const tree = root.addChildren([
  signIn,
  signedIn.addChildren([home, give, review, gifts, gift, settings]),
]);

export const newRouter = (client: QueryClient) =>
  createRouter({ routeTree: tree, context: { client }, scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}

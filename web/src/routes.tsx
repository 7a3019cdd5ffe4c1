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
import { SHOWN } from './pages/gifts/shown.ts';
import type { Shown } from './pages/gifts/shown.ts';
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
  validateSearch: (search: Record<string, unknown>): { show?: Exclude<Shown, 'all'> } => {
    const show = SHOWN.find((each) => each === search['show']);
    return show === undefined || show === 'all' ? {} : { show };
  },
  component: lazyRouteComponent(() => import('./pages/gifts/gifts-page.tsx'), 'GiftsPage'),
});

const statement = createRoute({
  getParentRoute: () => signedIn,
  path: '/gifts/statement',
  component: lazyRouteComponent(() => import('./pages/gifts/statement-page.tsx'), 'StatementPage'),
});

const gift = createRoute({
  getParentRoute: () => signedIn,
  path: '/gifts/$giftId',
  validateSearch: (search: Record<string, unknown>): { sent?: boolean } =>
    search['sent'] === true ? { sent: true } : {},
  component: lazyRouteComponent(() => import('./pages/gifts/gift-page.tsx'), 'GiftPage'),
});

const ways = createRoute({
  getParentRoute: () => signedIn,
  path: '/ways',
  component: lazyRouteComponent(() => import('./pages/ways/ways-page.tsx'), 'WaysPage'),
});

const links = createRoute({
  getParentRoute: () => signedIn,
  path: '/links',
  component: lazyRouteComponent(() => import('./pages/links/links-page.tsx'), 'LinksPage'),
});

const newLink = createRoute({
  getParentRoute: () => signedIn,
  path: '/links/new',
  component: lazyRouteComponent(() => import('./pages/links/new-link-page.tsx'), 'NewLinkPage'),
});

const link = createRoute({
  getParentRoute: () => signedIn,
  path: '/links/$linkId',
  component: lazyRouteComponent(() => import('./pages/links/link-page.tsx'), 'LinkPage'),
});

const together = createRoute({
  getParentRoute: () => signedIn,
  path: '/give/together',
  component: lazyRouteComponent(() => import('./pages/together/together-page.tsx'), 'TogetherPage'),
});

const standing = createRoute({
  getParentRoute: () => signedIn,
  path: '/standing',
  component: lazyRouteComponent(() => import('./pages/standing/standing-page.tsx'), 'StandingPage'),
});

const newStanding = createRoute({
  getParentRoute: () => signedIn,
  path: '/standing/new',
  validateSearch: (search: Record<string, unknown>): { what?: 'expiring' } =>
    search['what'] === 'expiring' ? { what: 'expiring' } : {},
  component: lazyRouteComponent(
    () => import('./pages/standing/new-standing-page.tsx'),
    'NewStandingPage',
  ),
});

const expiring = createRoute({
  getParentRoute: () => signedIn,
  path: '/expiring',
  component: lazyRouteComponent(() => import('./pages/expiring/expiring-page.tsx'), 'ExpiringPage'),
});

const pools = createRoute({
  getParentRoute: () => signedIn,
  path: '/pools',
  component: lazyRouteComponent(() => import('./pages/pools/pools-page.tsx'), 'PoolsPage'),
});

const pool = createRoute({
  getParentRoute: () => signedIn,
  path: '/pools/$poolId',
  component: lazyRouteComponent(() => import('./pages/pools/pool-page.tsx'), 'PoolPage'),
});

const tanks = createRoute({
  getParentRoute: () => signedIn,
  path: '/tanks',
  component: lazyRouteComponent(() => import('./pages/tanks/tanks-page.tsx'), 'TanksPage'),
});

const tank = createRoute({
  getParentRoute: () => signedIn,
  path: '/tanks/$tankId',
  component: lazyRouteComponent(() => import('./pages/tanks/tank-page.tsx'), 'TankPage'),
});

const packs = createRoute({
  getParentRoute: () => signedIn,
  path: '/packs',
  component: lazyRouteComponent(() => import('./pages/packs/packs-page.tsx'), 'PacksPage'),
});

const pack = createRoute({
  getParentRoute: () => signedIn,
  path: '/packs/$packId',
  component: lazyRouteComponent(() => import('./pages/packs/pack-page.tsx'), 'PackPage'),
});

const ask = createRoute({
  getParentRoute: () => signedIn,
  path: '/ask',
  component: lazyRouteComponent(() => import('./pages/ask/ask-page.tsx'), 'AskPage'),
});

const answer = createRoute({
  getParentRoute: () => signedIn,
  path: '/asked/$requestId',
  component: lazyRouteComponent(() => import('./pages/ask/answer-page.tsx'), 'AnswerPage'),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});

const spare = createRoute({
  getParentRoute: () => root,
  path: '/spare',
  component: lazyRouteComponent(() => import('./pages/take/spare-page.tsx'), 'SparePage'),
});

const take = createRoute({
  getParentRoute: () => root,
  path: '/take',
  component: lazyRouteComponent(() => import('./pages/take/take-page.tsx'), 'TakePage'),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const pin = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/pin',
  component: lazyRouteComponent(() => import('./pages/settings/pin-page.tsx'), 'PinPage'),
});

const consents = createRoute({
  getParentRoute: () => signedIn,
  path: '/consents',
  component: lazyRouteComponent(() => import('./pages/consents/consents-page.tsx'), 'ConsentsPage'),
});

const tree = root.addChildren([
  signIn,
  take,
  spare,
  signedIn.addChildren([
    home,
    give,
    review,
    together,
    ways,
    links,
    newLink,
    link,
    standing,
    newStanding,
    expiring,
    pools,
    pool,
    tanks,
    tank,
    packs,
    pack,
    ask,
    answer,
    people,
    gifts,
    statement,
    gift,
    settings,
    pin,
    consents,
  ]),
]);

export const newRouter = (client: QueryClient) =>
  createRouter({ routeTree: tree, context: { client }, scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}

// Which operation a method and a path stand for.

export const OPERATIONS = [
  'create',
  'update',
  'release',
  'subscribe',
  'modify',
  'unsubscribe',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export const CHARGING_DATA = '/nchf-convergedcharging/v3/chargingdata';
export const SUBSCRIPTIONS = '/nchf-spendinglimitcontrol/v1/subscriptions';

/** `id` names the resource; empty for a collection. */
export type Route =
  | { readonly operation: Operation; readonly id: string }
  | { readonly operation: 'not_allowed'; readonly allow: string }
  | { readonly operation: 'unknown' };

const UNKNOWN: Route = { operation: 'unknown' };
const CREATE: Route = { operation: 'create', id: '' };
const SUBSCRIBE: Route = { operation: 'subscribe', id: '' };
const LONGEST_ID = 128;

export function routeOf(method: string, path: string): Route {
  const query = path.indexOf('?');
  const place = query < 0 ? path : path.slice(0, query);
  if (place.startsWith(CHARGING_DATA)) return chargingRoute(method, place);
  if (place.startsWith(SUBSCRIPTIONS)) return subscriptionRoute(method, place);
  return UNKNOWN;
}

function chargingRoute(method: string, place: string): Route {
  if (place.length === CHARGING_DATA.length) return method === 'POST' ? CREATE : only('POST');
  if (place[CHARGING_DATA.length] !== '/') return UNKNOWN;
  const slash = place.lastIndexOf('/');
  const id = place.slice(CHARGING_DATA.length + 1, slash);
  const operation = place.slice(slash + 1);
  if (!isId(id) || (operation !== 'update' && operation !== 'release')) return UNKNOWN;
  return method === 'POST' ? { operation, id } : only('POST');
}

function subscriptionRoute(method: string, place: string): Route {
  if (place.length === SUBSCRIPTIONS.length) return method === 'POST' ? SUBSCRIBE : only('POST');
  const id = place.slice(SUBSCRIPTIONS.length + 1);
  if (place[SUBSCRIPTIONS.length] !== '/' || !isId(id)) return UNKNOWN;
  if (method === 'PUT') return { operation: 'modify', id };
  return method === 'DELETE' ? { operation: 'unsubscribe', id } : only('PUT, DELETE');
}

const isId = (id: string): boolean => id.length > 0 && id.length <= LONGEST_ID && !id.includes('/');

const only = (allow: string): Route => ({ operation: 'not_allowed', allow });

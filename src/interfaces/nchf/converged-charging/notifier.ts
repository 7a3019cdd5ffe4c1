// Tells the network of its own accord: report and ask anew now, or end the session (TS 32.290 clause
// 5.3.2.5, TS 32.291 clause 6.1.5).

import type { OpenSession, SessionDoor, Told } from '../../../charging/public.ts';
import { Fault } from '../../../kernel/public.ts';
import type { Peers } from '../http2/peers.ts';
import type { NchfMeter } from '../limits.ts';
import { KIND, readContact } from './contact.ts';
import type { SessionMemory } from './memory.ts';

type Notification = 'REAUTHORIZATION' | 'ABORT_CHARGING';

/** Statuses by which a network function says that it has no such session. */
const UNKNOWN_THERE: ReadonlySet<number> = new Set([404, 410]);
/** A callback may be moved to another instance of the network function (TS 29.500 clause 6.10.9). */
const MOVED: ReadonlySet<number> = new Set([307, 308]);

export function createNotifier(options: {
  readonly peers: Peers;
  readonly memory: SessionMemory;
  readonly meter: NchfMeter | undefined;
}): SessionDoor {
  const { peers, memory, meter } = options;

  const notify = async (session: OpenSession, notificationType: Notification): Promise<Told> => {
    const contact = readContact(session);
    if (contact === undefined) return 'unreachable';
    const groups = memory.of(contact.reference)?.ratingGroups ?? contact.ratingGroups;
    // Some network functions re-authorise only what is named, so what is known to ask is named.
    const reauthorizationDetails =
      notificationType === 'REAUTHORIZATION' && groups.length > 0
        ? groups.map((ratingGroup) => ({ ratingGroup }))
        : undefined;
    const body = JSON.stringify({ notificationType, reauthorizationDetails });
    const startedAt = performance.now();
    const result = await post(peers, contact.notifyUri, body);
    meter?.asked(
      notificationType.toLowerCase(),
      String(result),
      (performance.now() - startedAt) / 1_000,
    );
    if (result === 'unreachable') return 'unreachable';
    if (UNKNOWN_THERE.has(result)) return 'session_unknown';
    return result >= 200 && result < 300 ? 'told' : 'unreachable';
  };

  return {
    kind: KIND,
    reauthorize: (session) => notify(session, 'REAUTHORIZATION'),
    abort: (session) => notify(session, 'ABORT_CHARGING'),
  };
}

/** Posts, and follows one redirection. Never throws. */
export async function post(
  peers: Peers,
  address: string,
  body: string,
): Promise<number | 'unreachable'> {
  try {
    const answer = await peers.request({ method: 'POST', url: new URL(address), body });
    const { location } = answer.headers;
    if (!MOVED.has(answer.status) || location === undefined) return answer.status;
    const moved = new URL(location, address);
    if (moved.protocol !== 'http:' && moved.protocol !== 'https:') return 'unreachable';
    return (await peers.request({ method: 'POST', url: moved, body })).status;
  } catch (error) {
    if (error instanceof Fault || error instanceof TypeError) return 'unreachable'; // or no address
    throw error;
  }
}

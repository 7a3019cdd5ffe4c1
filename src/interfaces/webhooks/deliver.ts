// Makes one delivery; the job queue calls it, and calls it again later when it throws.

import { transactAlone, type Store } from '../../db/public.ts';
import { SECOND, type Clock, type Instant } from '../../kernel/public.ts';
import type { Reach } from './address.ts';
import type { Format } from './event.ts';
import type { DeliveryName } from './outbox.ts';
import { post, type Posted } from './post.ts';
import { signedHeaders } from './sign.ts';

/** Thrown so that the queue tries again later. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

export type Deliver = (name: DeliveryName, isLastAttempt: boolean) => Promise<void>;

type Row = {
  readonly state: string;
  readonly type: string;
  readonly subject: string;
  readonly data: object;
  readonly at: Instant;
  readonly format: Format;
  readonly url: string;
  readonly secret: Buffer;
  readonly ended_at: Instant | null;
};

export function createDeliver(options: {
  store: Pick<Store, 'pool'>;
  clock: Clock;
  reach: Reach;
  /** Who says so, in CloudEvents: `urn:largesse:<carrier>`. */
  source: string;
  log: { readonly info: (fields: object, message: string) => void };
}): Deliver {
  const { store, clock, reach, source, log } = options;
  const { pool } = store;

  const conclude = (name: DeliveryName, state: string, answer: string | null) =>
    transactAlone(pool, (database) =>
      database.query(
        `update event_delivery
         set state = $4, answer = $5, changed_at = $6,
             attempts = attempts + case when $5::text is null then 0 else 1 end
         where part = $1 and event_id = $2 and subscription_id = $3`,
        [...placeOf(name), state, answer, new Date(clock.now())],
      ),
    );

  return async (name, isLastAttempt) => {
    const { rows } = await pool.query<Row>(
      `select d.state, e.type, e.subject, e.data, e.at, s.format, s.url, s.secret, s.ended_at
       from event_delivery d
       join partner_event e on e.part = d.part and e.event_id = d.event_id
       join event_subscription s using (subscription_id)
       where d.part = $1 and d.event_id = $2 and d.subscription_id = $3`,
      placeOf(name),
    );
    const [row] = rows;
    // Forgotten by age, or done by another who was taken for dead.
    if (row === undefined || row.state !== 'waiting') return;
    if (row.ended_at !== null) {
      await conclude(name, 'dropped', null);
      return;
    }
    const posted = await post(reach, addressOf(row), messageOf(row, name, source, clock.now()));
    const answer = 'status' in posted ? String(posted.status) : posted.failure;
    if (isGone(posted)) {
      await end(store, name.subscriptionId, clock.now());
      await conclude(name, 'dropped', answer);
      log.info({ subscriptionId: name.subscriptionId }, 'a subscriber is gone: its events end');
    } else if (isTaken(posted)) await conclude(name, 'delivered', answer);
    else {
      await conclude(name, isLastAttempt ? 'failed' : 'waiting', answer);
      if (!isLastAttempt) throw new NotDelivered(`an event was not taken: ${answer}`);
    }
  };
}

const placeOf = ({ part, eventId, subscriptionId }: DeliveryName) => [
  part,
  eventId,
  subscriptionId,
];

const isTaken = (posted: Posted): boolean =>
  'status' in posted && posted.status >= 200 && posted.status < 300;
/** 410 is how a receiver says that it wants nothing more (Standard Webhooks). */
const isGone = (posted: Posted): boolean => 'status' in posted && posted.status === 410;

const end = ({ pool }: Pick<Store, 'pool'>, subscriptionId: string, now: Instant) =>
  transactAlone(pool, (database) =>
    database.query(
      'update event_subscription set ended_at = $2 where subscription_id = $1 and ended_at is null',
      [subscriptionId, new Date(now)],
    ),
  );

/** A TMF listener has an address of its own for each type, below the one that was registered. */
function addressOf({ format, url, type }: Row): string {
  if (format === 'cloudevents') return url;
  const listener = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/listener/${listener}`;
  return address.href;
}

function messageOf(row: Row, { eventId }: DeliveryName, source: string, now: Instant) {
  const time = new Date(row.at).toISOString();
  const isTmf = row.format === 'tmf654';
  const body = JSON.stringify(
    isTmf
      ? { eventId, eventTime: time, eventType: row.type, event: row.data }
      : {
          specversion: '1.0',
          id: eventId,
          source,
          type: row.type,
          subject: row.subject,
          time,
          datacontenttype: 'application/json',
          data: row.data,
        },
  );
  return {
    body,
    headers: {
      'content-type': isTmf ? 'application/json' : 'application/cloudevents+json; charset=utf-8',
      ...signedHeaders(row.secret, { id: eventId, atSeconds: Math.floor(now / SECOND), body }),
    },
  };
}

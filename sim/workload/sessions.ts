// Clients of the network: each runs a session on one line, and goes by what it was granted.

import { HOUR, MINUTE, octets, type Instant, type Octets } from '../../src/kernel/public.ts';
import type {
  Charge,
  ChargeAnswer,
  ChargeSlot,
  QuotaRule,
  Scope,
} from '../../src/ledger/public.ts';
import type { Answered } from '../oracle/answered.ts';
import type { Scene } from './scene.ts';

type Client = {
  readonly accountId: number;
  readonly session: string;
  readonly traffic: readonly { readonly slot: number; readonly scope: Scope }[];
  readonly quota: QuotaRule;
  sequence: number;
  granted: Map<number, number>;
  /** The request that it has no answer to yet. */
  waitsFor: number | undefined;
};

export type Sessions = {
  next(now: Instant): Charge;
  heard(command: Charge, answered: Answered): void;
};

const OPEN_AT_ONCE = 3_000;
const QUOTAS: readonly QuotaRule[] = [
  rule(1_000_000, 1_000_000_000, 8),
  rule(1_000_000, 1_000_000_000, 8),
  rule(1, 200_000_000, 1),
  {
    ...rule(1_000_000, 1_000_000_000, 8),
    sharing: { leastOctets: octets(100_000), awakeMilliseconds: 10 * MINUTE },
  },
  rule(5_000_000, 50_000_000, 3),
];
const SCOPES: readonly Scope[] = ['domestic', 'domestic', 'domestic', 'roaming', 'hotspot', 'any'];

export function createSessions(scene: Scene): Sessions {
  const { random } = scene;
  const clients = new Map<string, Client>();
  const idle: Client[] = [];

  function open(now: Instant): Charge {
    const slots = new Set(Array.from({ length: random.integer(1, 3) }, () => random.integer(0, 5)));
    const client: Client = {
      accountId: scene.line(),
      session: scene.name('session;'),
      traffic: [...slots].map((slot) => ({ slot, scope: random.pick(SCOPES) })),
      quota: random.pick(QUOTAS),
      sequence: random.chance(0.9) ? 0 : random.integer(0, 3),
      granted: new Map(),
      waitsFor: undefined,
    };
    clients.set(client.session, client);
    const named = random.chance(0.05) ? [] : client.traffic;
    return send(
      client,
      'initial',
      named.map((traffic) => ({ ...traffic, usedOctets: octets(0), wantedOctets: wanted(0.05) })),
      now,
    );
  }

  function goOn(client: Client, now: Instant): Charge {
    client.sequence += random.chance(0.97) ? 1 : random.integer(2, 5);
    const isLast = random.chance(0.2);
    const named = client.traffic.filter(() => random.chance(0.85));
    return send(
      client,
      isLast ? 'final' : 'update',
      named.map((traffic) => ({
        ...traffic,
        usedOctets: used(client.granted.get(traffic.slot) ?? 0),
        wantedOctets: isLast && random.chance(0.9) ? 'nothing' : wanted(0.15),
      })),
      now,
    );
  }

  /** Mostly a part of what was granted, often all of it, now and then more: the network is not exact. */
  function used(granted: number): Octets {
    if (random.chance(0.25)) return octets(granted);
    if (random.chance(0.1)) return octets(granted + scene.amount(40));
    return octets(Math.floor(granted * random.fraction()));
  }

  const wanted = (nothing: number): ChargeSlot['wantedOctets'] => {
    if (random.chance(nothing)) return 'nothing';
    return random.chance(0.5) ? 'any' : scene.amount(400);
  };

  function send(client: Client, step: Charge['step'], slots: ChargeSlot[], now: Instant): Charge {
    client.waitsFor = client.sequence;
    const { accountId, session, sequence, quota } = client;
    const holdUntil = now + random.pick([MINUTE, 10 * MINUTE, HOUR, 30 * HOUR]);
    return { name: 'charge', accountId, session, sequence, step, slots, quota, holdUntil };
  }

  function event(now: Instant): Charge {
    const { accountId, session, traffic, quota, sequence } = {
      accountId: scene.line(),
      session: scene.name('event;'),
      traffic: [0, 7].slice(0, random.integer(1, 2)),
      quota: random.pick(QUOTAS),
      sequence: 0,
    };
    const slots = traffic.map((slot): ChargeSlot => ({
      slot,
      scope: random.pick(SCOPES),
      usedOctets: random.chance(0.2) ? scene.amount(5) : octets(0),
      wantedOctets: random.chance(0.1) ? wanted(0.5) : scene.amount(60),
    }));
    return {
      name: 'charge',
      accountId,
      session,
      sequence,
      step: 'event',
      slots,
      quota,
      holdUntil: now,
    };
  }

  return {
    next(now) {
      if (random.chance(0.07)) return event(now);
      if (idle.length === 0 || (clients.size < OPEN_AT_ONCE && random.chance(0.3)))
        return open(now);
      const [client] = idle.splice(random.integer(0, idle.length - 1), 1);
      return client === undefined ? open(now) : goOn(client, now);
    },
    heard({ session, sequence, step }, answered) {
      const client = clients.get(session);
      if (client === undefined || client.waitsFor !== sequence) return;
      client.waitsFor = undefined;
      if (answered.kind !== 'accepted' || step === 'final') {
        clients.delete(session);
        return;
      }
      const { slots } = answered.value as ChargeAnswer;
      for (const { slot, grantedOctets } of slots) client.granted.set(slot, grantedOctets);
      // A session that is granted nothing at its start has ended; not every client knows that.
      const isOver =
        step === 'initial' && slots.length > 0 && slots.every((slot) => slot.grantedOctets === 0);
      if (isOver && random.chance(0.9)) {
        clients.delete(session);
        return;
      }
      idle.push(client);
    },
  };
}

function rule(smallest: number, largest: number, shareDivisor: number): QuotaRule {
  return { smallestOctets: octets(smallest), largestOctets: octets(largest), shareDivisor };
}

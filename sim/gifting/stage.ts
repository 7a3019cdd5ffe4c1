// What the people of a run have around them: each other, their families, the pools and tanks there are, chance,
// and a list of what they will do later. All chance is drawn when a deed is thought of, never while it is done:
// so the same seed draws the same, in whatever order deeds that do not concern each other end.

import { HOUR, type AccountId, type Instant, type Result } from '../../src/kernel/public.ts';
import type { Random } from '../workload/random.ts';
import type { Issued } from './months.ts';
import type { Person } from './people.ts';
import type { Tally } from './tally.ts';
import type { Deed } from './waves.ts';
import type { World } from './world.ts';

/** A pool or a tank. It has a number as people have, so that deeds that concern it take turns. */
export type Place = { readonly index: number; id: AccountId | undefined };
export type Pool = Place & { readonly holder: Person; readonly people: readonly Person[] };

export type Due = { readonly at: Instant; readonly order: number; readonly deed: Deed };

export type Act = {
  /** Nobody else's. */
  readonly key: string;
  later(hours: number, lines: readonly number[], work: () => Promise<void>): void;
};

export type Stage = {
  readonly world: World;
  readonly people: readonly Person[];
  readonly families: Map<number, Person[]>;
  readonly pools: Pool[];
  /** The pools that a person is asked into, by the person's index. */
  readonly byPerson: Map<number, Pool[]>;
  readonly tanks: Place[];
  readonly random: Random;
  readonly tally: Tally;
  readonly issued: Issued;
  /** Something is thought of. What follows of it later is done in the order in which it was thought of. */
  begin(what: string): Act;
  /** Takes what is to be done by now, in its order. */
  dueBy(now: Instant): Deed[];
  nextPlace(): number;
  register(place: Place, id: AccountId): void;
  indexOf(account: AccountId): number;
  relatives(person: Person): readonly Person[];
};

export function createStage(
  world: World,
  people: readonly Person[],
  random: Random,
  told: { readonly tally: Tally; readonly issued: Issued },
): Stage {
  const families = new Map<number, Person[]>();
  for (const person of people)
    families.set(person.family, [...(families.get(person.family) ?? []), person]);
  const indexes = new Map(people.map(({ accountId, index }) => [accountId, index]));
  let later: Due[] = [];
  let acts = 0;
  let places = people.length;
  return {
    world,
    people,
    families,
    pools: [],
    byPerson: new Map(),
    tanks: [],
    random,
    ...told,
    begin(what) {
      acts += 1;
      const act = acts;
      let follows = 0;
      return {
        key: `${what}-${act}`,
        later(hours, lines, work) {
          follows += 1;
          const order = act + follows / MOST_FOLLOWING;
          later.push({ at: world.now() + hours * HOUR, order, deed: { lines, work } });
        },
      };
    },
    dueBy(now) {
      const due = later.filter(({ at }) => at <= now);
      later = later.filter(({ at }) => at > now);
      return due
        .toSorted((left, right) => left.at - right.at || left.order - right.order)
        .map(({ deed }) => deed);
    },
    nextPlace: () => (places += 1),
    register(place, id) {
      place.id = id;
      indexes.set(id, place.index);
    },
    indexOf: (account) => indexes.get(account) ?? UNKNOWN,
    relatives: (person) =>
      (families.get(person.family) ?? []).filter((other) => other !== person && !other.closed),
  };
}

const MOST_FOLLOWING = 10_000;
const UNKNOWN = -1;

/** Counts what became of something, and goes on where it was not refused. */
export function counted<Value>(
  { tally }: Pick<Stage, 'tally'>,
  what: string,
  result: Result<Value, { readonly code: string }>,
): Value | undefined {
  tally.add(result.ok ? what : `${what}_refused_${result.refusal.code}`);
  return result.ok ? result.value : undefined;
}

/** Those that the person may be in. */
export const poolsOf = ({ byPerson }: Stage, { index }: Person): readonly Pool[] =>
  byPerson.get(index) ?? [];

export const STEP_OCTETS = 100_000_000;

/** The holder's own family for some, and anybody for others. */
export function someoneFor(stage: Stage, person: Person, familyShare: number): Person {
  const relatives = (stage.families.get(person.family) ?? []).filter((other) => other !== person);
  return relatives.length > 0 && stage.random.chance(familyShare)
    ? stage.random.pick(relatives)
    : stage.random.pick(stage.people);
}

// A story of giving as a text table, one call a row, played on the real judge and the real ledger's
// decisions, both pure: no store, and time only where the story says so.
//
//   at 2026-11-22 12:00
//   line ann allowance 10GB plan 3GB until 2026-12-01 age 40
//   line bob
//   ann gives 500MB to bob                => given, lapses 2026-12-01 00:00
//   ann gives 9GB to bob                  => above_maximum giving.maximumOctets 1GB
//   shows bob 500MB
//
// `play` fails at the first row whose answer differs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import {
  cycleAt,
  parseGiftPolicy,
  policyFor,
  type GiftPolicy,
  type GiftPolicyBody,
  type Way,
} from '../../src/catalog/public.ts';
import { judge, latestIn, type Ask, type Need } from '../../src/gifting/judge.ts';
import { withLineage } from '../../src/gifting/lineage.ts';
import { namedHold, receiveOf } from '../../src/gifting/rules/commands.ts';
import { relationOf, type Lineage, type Side } from '../../src/gifting/rules/side.ts';
import { octets, SECOND, type Instant } from '../../src/kernel/public.ts';
import type { Account } from '../../src/ledger/account.ts';
import type { Command } from '../../src/ledger/command.ts';
import { decide } from '../../src/ledger/decide.ts';
import { applied, emptyAccount } from '../../src/ledger/decision.ts';
import { consumptionOrder } from '../../src/ledger/order.ts';
import type { Standing } from '../../src/subscribers/public.ts';
import { parseSize, sizeText } from '../../src/main/size.ts';

/** Reads a policy from a file and takes it as from outside: what a carrier could not draft fails here. */
export function readPolicy(url: URL): GiftPolicyBody {
  const parsed = parseGiftPolicy(JSON.parse(readFileSync(url, 'utf8')));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

type Person = {
  readonly name: string;
  readonly line: Side['line'];
  readonly plan: Side['plan'];
  readonly holderKind: 'person' | 'business';
  readonly contacts: ReadonlySet<string>;
  account: Account;
  lineage: { [bucketNumber: string]: Lineage };
  receivers: readonly number[];
  lastAskedAt: Instant | null;
};

export function play(
  story: string,
  policies: GiftPolicyBody | readonly GiftPolicyBody[],
  timeZone = 'UTC',
): void {
  const world = new World([policies].flat(), timeZone);
  for (const row of story.split('\n').map((line) => line.trim())) {
    if (row === '') continue;
    const [said = '', expected = ''] = row.split('=>').map((half) => half.trim());
    const answer = world.say(said.split(/\s+/));
    assert.equal(answer, expected, row);
  }
}

const size = (typed: string): ReturnType<typeof octets> => {
  const parsed = parseSize(typed);
  assert.ok(parsed.ok, `${typed} is a size`);
  return parsed.value;
};
const short = (amount: number): string => sizeText(amount).replace(' ', '').replaceAll(',', '');

class World {
  readonly #people = new Map<string, Person>();
  readonly #policies: readonly GiftPolicy[];
  readonly #timeZone: string;
  #now: Instant = 0;
  #gifts = 0;

  constructor(policies: readonly GiftPolicyBody[], timeZone: string) {
    this.#policies = policies.map((body, index) => ({
      ...body,
      id: `policy-${index}`,
      version: 1,
      effectiveFrom: 0,
    }));
    this.#timeZone = timeZone;
  }

  say(words: readonly string[]): string {
    const [first = '', second = ''] = words;
    if (first === 'at') {
      this.#now = this.#instant(second, words[2]);
      return '';
    }
    if (first === 'line') {
      this.#addLine(second, words.slice(2));
      return '';
    }
    if (first === 'shows') return this.#shows(second, words[2] ?? '');
    if (first === 'next') return this.#nextUsed(second);
    if (second === 'gives') return this.#give(this.#person(first), words.slice(2));
    throw new Error(`no such row in a story: ${words.join(' ')}`);
  }

  #instant(date: string, time = '00:00'): Instant {
    return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(this.#timeZone)
      .epochMilliseconds;
  }

  #local(at: Instant): string {
    return Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(this.#timeZone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' ');
  }

  #person(name: string): Person {
    const person = this.#people.get(name);
    assert.ok(person !== undefined, `${name} has a line`);
    return person;
  }

  #addLine(name: string, words: readonly string[]): void {
    const said = (word: string): string | undefined =>
      words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
    const day = (word: string): Instant | null => {
      const date = said(word);
      return date === undefined ? null : this.#instant(date);
    };
    const accountId = this.#people.size + 1;
    const age = said('age');
    const guardian = said('guardian');
    const standing: Partial<Standing> = {
      brand: said('brand') ?? '',
      payment: said('payment') === 'prepaid' ? 'prepaid' : 'postpaid',
      role: (said('role') ?? 'holder') as Standing['role'],
      familyId: said('family') ?? null,
      // Born early enough to have had the birthday for sure.
      birthYear: age === undefined ? null : new Date(this.#now).getUTCFullYear() - Number(age) - 1,
      guardian: guardian === undefined ? null : this.#person(guardian).line.accountId,
      billUnpaidSince: day('unpaid-since'),
      simChangedAt: day('sim-changed'),
      portedInAt: day('ported-in'),
      lastActiveAt: day('seen'),
    };
    const planId = said('on') ?? 'plan';
    const person: Person = {
      name,
      line: {
        accountId,
        holderId: said('holder') ?? name,
        planId,
        status: 'active',
        cycleDay: Number(said('cycle-day') ?? 1),
        activatedAt: day('since') ?? this.#now - 1_000 * 86_400_000,
        standing,
      },
      plan: {
        id: planId,
        octetsPerCycle: size(said('allowance') ?? '10GB'),
        mayGive: true,
        mayReceive: true,
      },
      holderKind: words.includes('business') ? 'business' : 'person',
      contacts: new Set((said('knows') ?? '').split(',')),
      account: emptyAccount(accountId),
      lineage: {},
      receivers: [],
      lastAskedAt: null,
    };
    this.#people.set(name, person);
    for (const [index, word] of words.entries())
      if (['plan', 'pack', 'bonus', 'goodwill'].includes(word))
        this.#grant(person, word as 'plan', words.slice(index + 1));
  }

  #grant(person: Person, kind: 'plan' | 'pack' | 'bonus', words: readonly string[]): void {
    const [amount = '0'] = words;
    const until = words[1] === 'until' ? words[2] : undefined;
    const cycle = cycleAt(this.#now, person.line.cycleDay, this.#timeZone);
    this.#do(person, {
      name: 'grant',
      accountId: person.line.accountId,
      key: `grant-${person.account.nextBucketNumber}`,
      kind,
      scope: 'any',
      origin: `${kind}:story`,
      octets: size(amount),
      validFrom: cycle.startsAt,
      expiresAt: until === undefined ? cycle.endsAt : this.#instant(until),
    });
  }

  #do(person: Person, command: Command): unknown {
    const { decision, changed } = decide(person.account, command, this.#now);
    person.account = applied(person.account, changed);
    assert.ok(decision.ok, `what was judged well is done: ${JSON.stringify(decision)}`);
    return decision.answer;
  }

  #side(person: Person): Side {
    const live = person.account.buckets.filter(
      ({ held, available, expiresAt }) => held > 0 || (available > 0 && expiresAt > this.#now),
    );
    const usable = live.filter(
      ({ validFrom, expiresAt }) => validFrom <= this.#now && this.#now < expiresAt,
    );
    return {
      line: person.line,
      plan: person.plan,
      holderKind: person.holderKind,
      lineage: person.lineage,
      cycle: cycleAt(this.#now, person.line.cycleDay, this.#timeZone),
      balance: {
        asOf: this.#now,
        availableOctets: octets(usable.reduce((sum, { available }) => sum + available, 0)),
        heldOctets: octets(live.reduce((sum, { held }) => sum + held, 0)),
        tallies: person.account.tallies,
        buckets: live.toSorted(consumptionOrder),
      },
    };
  }

  #give(giver: Person, words: readonly string[]): string {
    const said = (word: string): string | undefined =>
      words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
    const to = said('to') ?? '';
    const receiver = to === 'anybody' ? undefined : this.#person(to);
    const { brand = '' } = giver.line.standing ?? {};
    const policy = policyFor(this.#policies, { planId: giver.line.planId, brand });
    const actor = said('asked-by');
    const choice = said('choosing');
    const ask: Ask = {
      way: (said('by') ?? 'direct') as Way,
      octets: size(words[0] ?? ''),
      policy,
      giver: this.#side(giver),
      receiver: receiver && this.#side(receiver),
      relation:
        receiver === undefined
          ? 'stranger'
          : relationOf(giver.line, receiver.line, giver.contacts.has(receiver.name)),
      history: giver,
      now: this.#now,
      timeZone: this.#timeZone,
      undoUntil: this.#now + policy.undoWindowSeconds * SECOND,
      shown: (said('showing')?.split(',') ?? []) as readonly Need[],
      ...(actor === undefined ? {} : { actor: this.#person(actor).line }),
      ...(choice === undefined ? {} : { choice }),
    };
    const judged = judge(ask);
    if (!judged.ok) return refusalText(judged.refusal);
    const { value } = judged;
    this.#gifts += 1;
    const giftId = `gift-${this.#gifts}`;
    const sources = withLineage(value.sources, ask.giver);
    this.#do(giver, namedHold(value.hold, giftId));
    giver.lastAskedAt = this.#now;
    this.#now = ask.undoUntil;
    const { accountId } = giver.line;
    this.#do(giver, { name: 'settle_gift', accountId, key: giftId, giftId });
    if (receiver !== undefined) {
      if (!giver.receivers.includes(receiver.line.accountId))
        giver.receivers = [...giver.receivers, receiver.line.accountId];
      const arrival = receiveOf({
        giftId,
        sources,
        giver: giver.line,
        receiver: receiver.line,
        rules: value.rules,
        relation: ask.relation,
        choice: choice ?? null,
        receiversLatest: latestIn(this.#side(receiver).balance),
        deliveredAt: this.#now,
        timeZone: this.#timeZone,
      });
      const received = this.#do(receiver, arrival) as { bucketNumbers: readonly number[] };
      for (const [index, number] of received.bucketNumbers.entries()) {
        const lineage = sources[index]?.lineage;
        if (lineage !== undefined) receiver.lineage[String(number)] = lineage;
      }
    }
    const cost = value.feeCents > 0 ? `, costs ${value.feeCents}` : '';
    return `given, lapses ${this.#local(value.expiresAt)}${cost}`;
  }

  #shows(name: string, amount: string): string {
    const { availableOctets } = this.#side(this.#person(name)).balance;
    assert.equal(short(availableOctets), amount, `${name} has ${amount}`);
    return '';
  }

  /** The kind of octets that the network would use first. */
  #nextUsed(name: string): string {
    return this.#side(this.#person(name)).balance.buckets[0]?.kind ?? 'nothing';
  }
}

/** Its code, its rule, and the figure that a person would ask for. */
function refusalText(refusal: { readonly code: string }): string {
  const facts = refusal as { readonly [fact: string]: unknown };
  const figure =
    facts['limitOctets'] ?? facts['floorOctets'] ?? facts['stepOctets'] ?? facts['givableOctets'];
  const other =
    facts['limit'] ??
    facts['minimumAge'] ??
    facts['relation'] ??
    facts['after'] ??
    facts['days'] ??
    facts['by'];
  const limit = typeof other === 'number' && other >= 1_000_000 ? short(other) : other;
  const shown = typeof figure === 'number' ? short(figure) : limit;
  return [refusal.code, facts['rule'], shown]
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ');
}

// The carrier's rules of charging, as data: for all its plans, and what a plan does otherwise.

import { Type, type Static } from 'typebox';
import { Errors } from 'typebox/value';
import { accept, refuse, type Result } from '../kernel/public.ts';

const strict = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 64 });

/** What the network does when the last octets are used up (RFC 8506 clause 5.6). */
const FinalUnitRule = Type.Union([
  Type.Object({ action: Type.Literal('terminate') }, strict),
  /** Web traffic goes to a page. `{language}` and `{plan}` stand for the line's own. */
  Type.Object(
    { action: Type.Literal('redirect'), urlTemplate: Type.String({ maxLength: 500 }) },
    strict,
  ),
  /** Only what these filters of the network let through. */
  Type.Object(
    {
      action: Type.Literal('restrict'),
      filterIds: Type.Array(Name, { minItems: 1, maxItems: 10, uniqueItems: true }),
    },
    strict,
  ),
]);
export type FinalUnitRule = Static<typeof FinalUnitRule>;

/** `included` costs what home costs. */
const Treatment = Type.Union([
  Type.Literal('included'),
  Type.Literal('roaming'),
  Type.Literal('barred'),
]);
export type Treatment = Static<typeof Treatment>;

const NetworkRule = Type.Object(
  {
    /** A country by its MCC, or one network by MCC and MNC. The longer one that fits is the rule. */
    places: Type.Array(
      Type.Object({ network: Type.String({ pattern: '^[0-9]{3}([0-9]{2,3})?$' }), is: Treatment }),
      { maxItems: 2_000 },
    ),
    elsewhere: Treatment,
  },
  strict,
);
export type NetworkRule = Static<typeof NetworkRule>;

/** A step is reached when so little is left: of the plan's octets of a cycle, or as an amount. */
const CounterStep = Type.Object(
  {
    status: Name,
    atMostShare: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    atMostOctets: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  strict,
);
const CounterRule = Type.Object(
  {
    counterId: Name,
    /** The first step that is reached gives the status, so the lowest comes first. */
    steps: Type.Array(CounterStep, { minItems: 1, maxItems: 10 }),
    otherwise: Name,
  },
  strict,
);
export type CounterRule = Static<typeof CounterRule>;

export const ChargingRules = Type.Object(
  {
    finalUnit: FinalUnitRule,
    networks: NetworkRule,
    counters: Type.Array(CounterRule, { maxItems: 20 }),
  },
  strict,
);
export type ChargingRules = Static<typeof ChargingRules>;

/** What a carrier or a plan says; what it leaves out stays as it is for all. */
const SaidRules = Type.Partial(ChargingRules, strict);
export type SaidRules = Static<typeof SaidRules>;

/** What holds where nothing is said: traffic ends with the octets, and every network abroad is roaming. */
export const DEFAULT_CHARGING_RULES: ChargingRules = {
  finalUnit: { action: 'terminate' },
  networks: { places: [], elsewhere: 'roaming' },
  counters: [
    {
      counterId: 'data',
      steps: [
        { status: 'empty', atMostOctets: 0 },
        { status: 'low', atMostShare: 0.2 },
      ],
      otherwise: 'full',
    },
    { counterId: 'speed', steps: [{ status: 'slowed', atMostOctets: 0 }], otherwise: 'full' },
  ],
};

export type ChargingRulesRefusal =
  /** Not of the form: where, and what was expected. */
  | { readonly code: 'rules_malformed'; readonly path: string; readonly expected: string }
  /** A page that no web address comes of. */
  | { readonly code: 'redirect_not_an_address'; readonly given: string }
  /** A counter that is there twice, or a step that no amount is said for. */
  | { readonly code: 'counter_unclear'; readonly counterId: string };

/** Takes rules from outside. Refuses in the order in which the refusals stand above. */
export function parseChargingRules(given: unknown): Result<SaidRules, ChargingRulesRefusal> {
  const [error] = Errors(SaidRules, given);
  if (error !== undefined)
    return refuse({
      code: 'rules_malformed',
      path: error.instancePath === '' ? '/' : error.instancePath,
      expected: error.message,
    });
  const rules = given as SaidRules;
  if (rules.finalUnit?.action === 'redirect') {
    const { urlTemplate } = rules.finalUnit;
    const url = redirectUrl(urlTemplate, { language: 'en', planId: 'plan' });
    if (!URL.canParse(url) || !/^https?:/.test(url))
      return refuse({ code: 'redirect_not_an_address', given: urlTemplate });
  }
  const seen = new Set<string>();
  for (const { counterId, steps } of rules.counters ?? []) {
    const isClear = steps.every(
      ({ atMostOctets, atMostShare }) =>
        (atMostOctets === undefined) !== (atMostShare === undefined),
    );
    if (seen.has(counterId) || !isClear) return refuse({ code: 'counter_unclear', counterId });
    seen.add(counterId);
  }
  return accept(rules);
}

/** The page for a line of this language and plan. */
export const redirectUrl = (
  urlTemplate: string,
  about: { readonly language: string; readonly planId: string },
): string =>
  urlTemplate
    .replaceAll('{language}', encodeURIComponent(about.language))
    .replaceAll('{plan}', encodeURIComponent(about.planId));

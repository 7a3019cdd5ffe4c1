import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  createChargingCatalog,
  type ChargingRules,
  type ChargingRulesRefusal,
  type RatingGroup,
} from '../../catalog/public.ts';
import { Refused } from '../outcome.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

const SCOPES = ['by_location', 'hotspot', 'free'] as const;

type PutOptions = StoreOptions & {
  scope: RatingGroup['scope'];
  name: string;
  nameFr?: string;
};
type RulesOptions = StoreOptions & { plan?: string; clear?: boolean };

export const ratingCommand = (): Command =>
  new Command('rating')
    .addCommand(
      storeCommand('list')
        .description('Show the rating groups, the home networks, and the rules of every plan.')
        .action((options: StoreOptions) => ending(options.json === true, () => list(options))),
    )
    .addCommand(
      storeCommand('put')
        .description('Give a rating group a price, or change it.')
        .argument('<rating-group>', 'the network’s number of it, 0 to 4294967295', groupArgument)
        .addOption(
          new Option(
            '--scope <scope>',
            'what pays: octets by_location (home or roaming), hotspot octets, or nothing (free)',
          )
            .choices(SCOPES)
            .makeOptionMandatory(),
        )
        .requiredOption('--name <name>', 'what people call such traffic, in English')
        .option('--name-fr <name>', 'the same in French (default: the English name)')
        .action((ratingGroup: number, options: PutOptions) =>
          ending(options.json === true, () => put(ratingGroup, options)),
        ),
    )
    .addCommand(
      storeCommand('remove')
        .description('Take a rating group’s price away: its traffic is refused from then on.')
        .argument('<rating-group>', 'the network’s number of it', groupArgument)
        .action((ratingGroup: number, options: StoreOptions) =>
          ending(options.json === true, () => remove(ratingGroup, options)),
        ),
    )
    .addCommand(
      storeCommand('rules')
        .description('Put rules from a JSON file in force, for the carrier or for one plan.')
        .argument('[file]', 'the rules as JSON; what it leaves out stays as it is for all')
        .option('--plan <id>', 'for this plan alone')
        .option('--clear', 'have the carrier, or the plan, say nothing of its own instead')
        .addHelpText(
          'after',
          '\nRules: { "networks": { "places": [{ "network": "310", "is": "included" },\n' +
            '{ "network": "25001", "is": "barred" }], "elsewhere": "roaming" },\n' +
            '"finalUnit": { "action": "redirect", "urlTemplate": "https://…/{language}/more?plan={plan}" },\n' +
            '"counters": [ … ] }. A network is an MCC, or an MCC and MNC. docs/decisions/quota.md says more.',
        )
        .action((file: string | undefined, options: RulesOptions) =>
          ending(options.json === true, () => rules(file, options)),
        ),
    )
    .addHelpText('after', '\nRunning servers take up a change within some seconds.');

function groupArgument(typed: string): number {
  const group = Number(typed);
  if (!/^\d{1,10}$/.test(typed) || group > 0xffff_ffff)
    throw new InvalidArgumentError('Write a whole number from 0 to 4294967295.');
  return group;
}

const print = (options: StoreOptions, value: object, text: () => void): void => {
  if (options.json === true) console.log(JSON.stringify(value));
  else text();
};

async function list(options: StoreOptions): Promise<undefined> {
  const settings = await withGround(options, ({ store, clock }) =>
    createChargingCatalog(store, clock).settings(),
  );
  const { ratingGroups, homeNetworks, rules: forAll } = settings;
  const plans = [...settings.plans].map(([id, plan]) => ({ id, rules: plan.rules }));
  print(options, { ratingGroups, homeNetworks, rules: forAll, plans }, () => {
    for (const { ratingGroup, name, scope } of ratingGroups)
      console.log(`  ${String(ratingGroup).padEnd(12)} ${scope.padEnd(12)} ${name.en}`);
    console.log(`Home networks: ${homeNetworks.join(', ') || 'none'}`);
    console.log(`For all: ${summary(forAll)}`);
    for (const plan of plans)
      if (JSON.stringify(plan.rules) !== JSON.stringify(forAll))
        console.log(`Plan ${plan.id}: ${summary(plan.rules)}`);
  });
}

function summary({ finalUnit, networks }: ChargingRules): string {
  const places = networks.places.map(({ network, is }) => `${network} ${is}`);
  return `${finalUnit.action} at the end; ${[...places, `elsewhere ${networks.elsewhere}`].join(', ')}`;
}

async function put(
  ratingGroup: number,
  { scope, name, nameFr, ...options }: PutOptions,
): Promise<undefined> {
  const group: RatingGroup = { ratingGroup, name: { en: name, fr: nameFr ?? name }, scope };
  await withGround(options, ({ catalog }) => catalog.putRatingGroup(group));
  print(options, { put: group }, () => console.log(`Rating group ${ratingGroup} is ${scope}.`));
}

async function remove(ratingGroup: number, options: StoreOptions): Promise<undefined> {
  const isRemoved = await withGround(options, ({ store, clock }) =>
    createChargingCatalog(store, clock).removeRatingGroup(ratingGroup),
  );
  if (!isRemoved)
    throw new Refused({ code: 'rating_group_unknown' }, `there is no rating group ${ratingGroup}`);
  print(options, { removed: ratingGroup }, () =>
    console.log(`Rating group ${ratingGroup} has no price any more.`),
  );
}

async function rules(file: string | undefined, options: RulesOptions): Promise<undefined> {
  const { plan, clear } = options;
  if ((file === undefined) === (clear !== true))
    throw new Refused({ code: 'rules_unclear' }, 'name a file with rules, or say --clear');
  const given = file === undefined ? undefined : await readRules(file);
  await withGround(options, async ({ store, clock, catalog }) => {
    if (plan !== undefined && !(await catalog.plans()).some(({ id }) => id === plan))
      throw new Refused({ code: 'plan_unknown' }, `there is no plan ${plan}`);
    const charging = createChargingCatalog(store, clock);
    if (given === undefined) {
      await charging.removeRules(plan ?? null);
      return;
    }
    const said = await charging.putRules(plan ?? null, given);
    if (!said.ok) throw new Refused(said.refusal, WHY[said.refusal.code](said.refusal as never));
  });
  const whose = plan === undefined ? 'the carrier' : `plan ${plan}`;
  print(options, { plan: plan ?? null, rules: given ?? null }, () =>
    console.log(`${given === undefined ? 'No rules of its own' : 'Rules put'} for ${whose}.`),
  );
}

type Refusal<Code> = ChargingRulesRefusal & { readonly code: Code };
const WHY: {
  readonly [Code in ChargingRulesRefusal['code']]: (refusal: Refusal<Code>) => string;
} = {
  rules_malformed: ({ path, expected }) => `these are no rules: ${path} ${expected}`,
  redirect_not_an_address: ({ given }) => `${given} is no address of a page`,
  counter_unclear: ({ counterId }) =>
    `the counter ${counterId} is there twice, or a step of it has not one amount`,
};

async function readRules(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new Refused({ code: 'rules_unreadable' }, `${file} cannot be read as JSON`);
  }
}

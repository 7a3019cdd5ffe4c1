import { InvalidArgumentError, Command } from 'commander';
import type { SeenTank } from '../../gifting/public.ts';
import { DAY, newId, type Octets } from '../../kernel/public.ts';
import { Refused } from '../outcome.ts';
import { sizeText } from '../size.ts';
import { ending, sizeArgument, storeCommand, withProduct, type StoreOptions } from './command.ts';

type OpenOptions = StoreOptions & { plan: string };
type EndowOptions = StoreOptions & { size: Octets; days: number; key?: string };

export const tankCommand = (): Command =>
  new Command('tank')
    .addCommand(
      storeCommand('open')
        .description('Open a tank. Its rules are the policy for its plan.')
        .argument('<name>', 'what people know it by')
        .option('--plan <plan>', 'the plan that its policy is for', 'tank')
        .addHelpText(
          'after',
          '\nThe first tank of a plan comes with a careful policy: from the 21st, twice and 1 GB a cycle,\n' +
            'for lines that have 1 GB or less, and 5 GB stay in reserve. Change it as any policy.',
        )
        .action((name: string, options: OpenOptions) =>
          ending(options.json === true, () => open(name, options)),
        ),
    )
    .addCommand(
      storeCommand('list')
        .description('The open tanks, what they have, and when they open.')
        .action((options: StoreOptions) => ending(options.json === true, () => list(options))),
    )
    .addCommand(
      storeCommand('endow')
        .description('Add octets of the carrier’s own to a tank.')
        .argument('<tank>', 'its id', tankArgument)
        .requiredOption('--size <size>', 'how much: 2GB, 250MB, or octets', someArgument)
        .requiredOption('--days <days>', 'how long they are valid', daysArgument)
        .option('--key <key>', 'idempotency key: the same key adds once')
        .action((tank: number, options: EndowOptions) =>
          ending(options.json === true, () => endow(tank, options)),
        ),
    )
    .addCommand(
      storeCommand('close')
        .description('Close a tank: nobody gives to it or takes from it any more.')
        .argument('<tank>', 'its id', tankArgument)
        .addHelpText(
          'after',
          '\nWhat it has goes where its policy says, in tank.onClosing: to_givers, lapses, or\n' +
            '{"toTank": id}. Givers are told. Nothing outlives the expiry that it had.',
        )
        .action((tank: number, options: StoreOptions) =>
          ending(options.json === true, () => close(tank, options)),
        ),
    );

function tankArgument(typed: string): number {
  if (!/^[1-9][0-9]{0,15}$/.test(typed))
    throw new InvalidArgumentError('Write the id that `largesse tank list` shows.');
  return Number(typed);
}

function someArgument(typed: string): Octets {
  const size = sizeArgument(typed);
  if (size === 0) throw new InvalidArgumentError('Write more than nothing.');
  return size;
}

function daysArgument(typed: string): number {
  const days = Number(typed);
  if (!Number.isInteger(days) || days < 1 || days > 3_660)
    throw new InvalidArgumentError('Write whole days, from 1 to 3660.');
  return days;
}

const open = (name: string, options: OpenOptions): Promise<undefined> =>
  one(options, ({ tanks }) => tanks.open({ name, planId: options.plan }));

const endow = (tank: number, options: EndowOptions): Promise<undefined> =>
  one(options, ({ tanks, now }) =>
    tanks.endow(tank, {
      octets: options.size,
      key: options.key ?? newId(now),
      // At an instant of the key's making, so that the same key on the same day is the same grant.
      expiresAt: (Math.floor(now / DAY) + options.days + 1) * DAY,
    }),
  );

const close = (tank: number, options: StoreOptions): Promise<undefined> =>
  one(options, ({ tanks }) => tanks.close(tank));

type Door = {
  readonly tanks: Parameters<Parameters<typeof withProduct>[1]>[0]['sharing']['tanks'];
  readonly now: number;
};

async function one(
  options: StoreOptions,
  work: (door: Door) => ReturnType<Door['tanks']['tank']>,
): Promise<undefined> {
  const done = await withProduct(options, ({ sharing, clock }) =>
    work({ tanks: sharing.tanks, now: clock.now() }),
  );
  if (!done.ok) throw new Refused(done.refusal, WHY[done.refusal.code] ?? done.refusal.code);
  show([done.value], options);
}

const WHY: { readonly [code: string]: string } = {
  tank_unknown: 'there is no such tank',
  tank_closed: 'this tank is closed',
  tank_heir_unfit: 'the tank that its policy names for what is left is not open',
  tank_name_unfit: 'a name has letters or digits, and at most 40 characters',
  key_reused: 'this key was used for another amount',
};

async function list(options: StoreOptions): Promise<undefined> {
  show(await withProduct(options, ({ sharing }) => sharing.tanks.tanks()), options);
}

function show(tanks: readonly SeenTank[], { json }: StoreOptions): void {
  if (json === true) {
    const shown = tanks.map(
      ({ id, name, planId, state, availableOctets, takeableOctets, opensAt }) => ({
        id,
        name,
        plan: planId,
        state,
        availableOctets,
        takeableOctets,
        opensAt: opensAt === null ? null : new Date(opensAt).toISOString(),
      }),
    );
    console.log(JSON.stringify({ tanks: shown }));
    return;
  }
  for (const { id, name, state, availableOctets, takeableOctets } of tanks)
    console.log(
      `  ${String(id).padEnd(16)} ${name}: ${state}, has ${sizeText(availableOctets)}, of which ${sizeText(takeableOctets)} can be taken`,
    );
}

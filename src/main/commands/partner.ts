import { Command, InvalidArgumentError } from 'commander';
import { createConsents } from '../../interfaces/camara/public.ts';
import {
  createPartners,
  createTokenKeys,
  isScope,
  SCOPES,
  TOKEN_LIFE_SECONDS,
  type Partner,
  type Scope,
} from '../../interfaces/oauth/public.ts';
import { SECOND } from '../../kernel/public.ts';
import { parseMsisdn } from '../../subscribers/public.ts';
import { Refused } from '../outcome.ts';
import type { Ground } from '../ground.ts';
import { countArgument, ending, storeCommand, withGround, type StoreOptions } from './command.ts';

type AddOptions = StoreOptions & { name?: string; scope: Scope[]; requestsAMinute: number };
type ConsentOptions = StoreOptions & { line: string; withdraw?: boolean };

const SCOPE_LIST = SCOPES.join(', ');

export const partnerCommand = (): Command =>
  new Command('partner')
    .addCommand(
      storeCommand('add')
        .description('Let a partner in. Its secret is printed this once, and kept nowhere.')
        .argument('<client-id>', 'letters, digits, and . _ -')
        .option('--name <name>', 'what people call it (default: its id)')
        .requiredOption('--scope <scope...>', `its rights: ${SCOPE_LIST}`, scopeArgument)
        .option('--requests-a-minute <number>', 'how often it may ask', countArgument, 600)
        .action((clientId: string, options: AddOptions) =>
          ending(options.json === true, () => add(clientId, options)),
        ),
    )
    .addCommand(
      storeCommand('list')
        .description('Show the partners, and those who were removed.')
        .action((options: StoreOptions) => ending(options.json === true, () => list(options))),
    )
    .addCommand(
      storeCommand('remove')
        .description('Shut a partner out at once: its tokens and its subscriptions end.')
        .argument('<client-id>')
        .action((clientId: string, options: StoreOptions) =>
          ending(options.json === true, () => remove(clientId, options)),
        ),
    )
    .addCommand(
      storeCommand('consent')
        .description('Keep that the owner of a line lets a partner know what is left on it.')
        .argument('<client-id>')
        .requiredOption('--line <msisdn>', 'the line’s number')
        .option('--withdraw', 'the owner lets it know no more')
        .action((clientId: string, options: ConsentOptions) =>
          ending(options.json === true, () => consent(clientId, options)),
        ),
    )
    .addCommand(
      storeCommand('rotate-key')
        .description(
          'Sign access tokens with a new key. Those given before are good until they end.',
        )
        .action((options: StoreOptions) => ending(options.json === true, () => rotate(options))),
    );

function scopeArgument(typed: string, before: readonly Scope[] = []): readonly Scope[] {
  if (!isScope(typed)) throw new InvalidArgumentError(`The rights are ${SCOPE_LIST}.`);
  return [...before, typed];
}

async function add(clientId: string, options: AddOptions): Promise<undefined> {
  const { name = clientId, scope, requestsAMinute } = options;
  const added = await withGround(options, ({ store, clock }) =>
    createPartners(store, clock).add({
      clientId,
      name,
      scopes: [...new Set(scope)],
      requestsAMinute,
    }),
  );
  if (!added.ok)
    throw new Refused(
      added.refusal,
      added.refusal.code === 'client_id_taken'
        ? `there is, or was, a partner ${clientId}`
        : 'a client id is 1 to 64 letters, digits, dots, underscores and hyphens',
    );
  const { secret } = added.value;
  if (options.json === true) console.log(JSON.stringify({ clientId, secret, scopes: scope }));
  else
    console.log(
      `Client id      ${clientId}\nClient secret  ${secret}\nKeep it: it is not shown again.`,
    );
  return undefined;
}

async function list(options: StoreOptions): Promise<undefined> {
  const partners = await withGround(options, ({ store, clock }) =>
    createPartners(store, clock).list(),
  );
  if (options.json === true) {
    console.log(JSON.stringify({ partners: partners.map(shown) }));
    return undefined;
  }
  for (const { clientId, name, scopes, requestsAMinute, removedAt } of partners)
    console.log(
      `${clientId.padEnd(20)} ${name.padEnd(24)} ${removedAt === null ? `${requestsAMinute}/min` : 'removed'}  ${scopes.join(' ')}`,
    );
  if (partners.length === 0) console.log('No partners yet.');
  return undefined;
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const shown = ({ addedAt, removedAt, ...partner }: Partner): object => ({
  ...partner,
  addedAt: iso(addedAt),
  removedAt: iso(removedAt),
});

async function remove(clientId: string, options: StoreOptions): Promise<undefined> {
  const isRemoved = await withGround(options, ({ store, clock }) =>
    createPartners(store, clock).remove(clientId),
  );
  if (!isRemoved) throw new Refused({ code: 'partner_unknown' }, `there is no partner ${clientId}`);
  if (options.json === true) console.log(JSON.stringify({ clientId, removed: true }));
  else console.log(`${clientId} is shut out.`);
  return undefined;
}

async function consent(clientId: string, options: ConsentOptions): Promise<undefined> {
  await withGround(options, async (ground) => {
    const { store, clock } = ground;
    if ((await createPartners(store, clock).find(clientId)) === undefined)
      throw new Refused({ code: 'partner_unknown' }, `there is no partner ${clientId}`);
    const accountId = await accountOf(ground, options.line);
    const consents = createConsents(store, clock);
    await (options.withdraw === true
      ? consents.withdraw(accountId, clientId)
      : consents.give(accountId, clientId));
  });
  const given = options.withdraw !== true;
  if (options.json === true) console.log(JSON.stringify({ clientId, line: options.line, given }));
  else console.log(`${clientId} may ${given ? 'now' : 'no longer'} ask what is left on it.`);
  return undefined;
}

async function accountOf({ catalog, directory }: Ground, typed: string): Promise<number> {
  const carrier = await catalog.carrier();
  const msisdn = parseMsisdn(typed, carrier?.country ?? '');
  const line = msisdn.ok ? await directory.lineBy('msisdn', msisdn.value) : undefined;
  if (line === undefined)
    throw new Refused({ code: 'line_unknown' }, `no line has the number ${typed}`);
  return line.accountId;
}

async function rotate(options: StoreOptions): Promise<undefined> {
  const keyId = await withGround(options, ({ store, clock }) =>
    createTokenKeys(store, clock).rotate(TOKEN_LIFE_SECONDS * SECOND),
  );
  if (options.json === true) console.log(JSON.stringify({ keyId }));
  else
    console.log(`Tokens are signed with ${keyId} from now on; every process knows it in a minute.`);
  return undefined;
}

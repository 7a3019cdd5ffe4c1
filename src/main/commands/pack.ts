import { Command } from 'commander';
import { Type } from 'typebox';
import { Errors } from 'typebox/value';
import { createPackCatalog, type Pack } from '../../catalog/public.ts';
import { SCOPES } from '../../ledger/public.ts';
import { Refused } from '../outcome.ts';
import { sizeText } from '../size.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';
import { readJsonFile } from './json-file.ts';

export const packCommand = (): Command =>
  new Command('pack')
    .addCommand(
      storeCommand('put')
        .description('Put packs on sale from a JSON file, or change them. What was bought stays.')
        .argument('<file>', 'a list of packs as JSON')
        .addHelpText(
          'after',
          '\nOne pack: { "id": "day-1", "name": { "en": "…", "fr": "…" }, "octets": 1000000000,\n' +
            '"scope": "any", "validityDays": 1, "priceCents": 400, "isSold": true }',
        )
        .action((file: string, options: StoreOptions) =>
          ending(options.json === true, () => put(file, options)),
        ),
    )
    .addCommand(
      storeCommand('list')
        .description('The packs on sale, the cheapest first.')
        .action((options: StoreOptions) => ending(options.json === true, () => list(options))),
    );

const Name = Type.String({ minLength: 1, maxLength: 100 });
const PackFile = Type.Array(
  Type.Object(
    {
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,99}$' }),
      name: Type.Object({ en: Name, fr: Name }, { additionalProperties: false }),
      octets: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      scope: Type.Enum([...SCOPES]),
      validityDays: Type.Integer({ minimum: 1, maximum: 3_660 }),
      priceCents: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
      isSold: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 200 },
);

async function put(file: string, options: StoreOptions): Promise<undefined> {
  const given = await readJsonFile(file);
  const [error] = Errors(PackFile, given);
  if (error !== undefined)
    throw new Refused(
      { code: 'packs_malformed' },
      `${file} is no list of packs at ${error.instancePath}: ${error.message}`,
    );
  const packs = given as readonly Pack[];
  await withGround(options, async ({ store }) => {
    const catalog = createPackCatalog(store);
    for (const pack of packs) await catalog.putPack(pack);
  });
  if (options.json === true) console.log(JSON.stringify({ put: packs.map(({ id }) => id) }));
  else console.log(`${packs.length} packs put.`);
}

async function list(options: StoreOptions): Promise<undefined> {
  const packs = await withGround(options, ({ store }) => createPackCatalog(store).sold());
  if (options.json === true) {
    console.log(JSON.stringify({ packs }));
    return;
  }
  for (const { id, name, octets, validityDays, priceCents } of packs)
    console.log(
      `  ${id.padEnd(12)} ${sizeText(octets).padEnd(8)} ${validityDays} days  ${(priceCents / 100).toFixed(2)}  ${name.en}`,
    );
}

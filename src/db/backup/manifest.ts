// A backup is a folder: for each table a file of what COPY gives, compressed with zstd, and this manifest,
// which is written last. All of it can be read without Largesse:
//
//   zstd -dc bucket.copy.zst | psql -c '\copy bucket (…) from stdin'

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { Fault } from '../../kernel/public.ts';
import { messageOf } from '../errors.ts';
import type { Migration } from '../migrate.ts';

export const MANIFEST = 'manifest.json';
const FORMAT_VERSION = 1;

const name = Type.String({ pattern: '^[a-z][a-z0-9_]*$' });
const count = Type.Integer({ minimum: 0 });
// It becomes part of a statement, and a backup may come from anywhere.
const bound = Type.String({
  pattern: "^(DEFAULT|FOR VALUES FROM \\('[-+:. 0-9]+'\\) TO \\('[-+:. 0-9]+'\\))$",
});

const manifest = Type.Object({
  format: Type.Literal('largesse-backup'),
  formatVersion: Type.Integer(),
  /** The instant that the backup shows, in ISO 8601. */
  snapshotAt: Type.String(),
  serverVersion: Type.String(),
  /** What the store had run: it is restored to just this, and then brought up to date. */
  migrations: Type.Array(
    Type.Object({ number: count, name: Type.String(), checksum: Type.String() }),
  ),
  /** Tables that others are cut into, with the bounds of each: they are made before rows come. */
  partitions: Type.Array(Type.Object({ of: name, name, bound })),
  tables: Type.Array(
    Type.Object({
      name,
      columns: Type.Array(name),
      rows: count,
      file: Type.String({ pattern: '^[a-z0-9_]+\\.copy\\.zst$' }),
      fileOctets: count,
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
});

export type Manifest = Static<typeof manifest>;
export type BackedUpTable = Manifest['tables'][number];
export type Partition = Manifest['partitions'][number];

export const newManifest = (about: Omit<Manifest, 'format' | 'formatVersion'>): Manifest => ({
  format: 'largesse-backup',
  formatVersion: FORMAT_VERSION,
  ...about,
});

/** Faults: `backup_unreadable` when it is none or was never finished, `backup_format_unknown`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const parsed = await readFile(join(folder, MANIFEST), 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch((cause: unknown) => {
      throw unreadable(`${folder} is no finished backup: ${messageOf(cause)}`, cause);
    });
  const version = (parsed as { formatVersion?: unknown } | null)?.formatVersion;
  if (version !== FORMAT_VERSION)
    throw new Fault(
      'backup_format_unknown',
      `the backup is of format ${String(version)}; this Largesse reads format ${FORMAT_VERSION}`,
      { retry: 'useless' },
    );
  if (Value.Check(manifest, parsed)) return parsed;
  const [first] = Value.Errors(manifest, parsed);
  throw unreadable(`${MANIFEST} is damaged at ${first?.instancePath}: ${first?.message}`);
}

/** Faults unless this program knows all that the store had run, and as it was run. */
export function refuseForeignMigrations(
  backup: Pick<Manifest, 'migrations'>,
  known: readonly Migration[],
): void {
  for (const [index, ran] of backup.migrations.entries()) {
    const file = known[index];
    if (file === undefined)
      throw new Fault(
        'backup_newer',
        `the backup has run migration ${ran.number} (${ran.name}), which this Largesse does not ` +
          'know: restore with the newer Largesse that made it',
        { retry: 'useless' },
      );
    if (file.number !== ran.number || file.checksum !== ran.checksum)
      throw new Fault(
        'migration_changed',
        `migration ${ran.number} (${ran.name}) is not the one that the backup has run`,
        { retry: 'useless' },
      );
  }
}

const unreadable = (message: string, cause?: unknown): Fault =>
  new Fault('backup_unreadable', message, { retry: 'useless', cause });

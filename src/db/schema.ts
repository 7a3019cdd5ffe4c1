// The tables as Kysely sees them. `npm run schema` writes schema.generated.ts from the migrations.

export type { DB as Database } from './schema.generated.ts';

// `npm run schema`: writes migrations/schema.sql and src/db/schema.generated.ts from the migrations.

import { fileURLToPath } from 'node:url';
import { becomePinnedNode, bootstrap } from './bootstrap.mjs';

if (process.env.LARGESSE_SCHEMA_STAGE === 'write') {
  const { writeSchema } = await import('../test/support/schema.ts');
  await writeSchema();
} else {
  await bootstrap({ web: false });
  becomePinnedNode([fileURLToPath(import.meta.url)], { LARGESSE_SCHEMA_STAGE: 'write' });
}

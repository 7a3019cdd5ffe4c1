// `npm run openapi`: writes docs/reference/*.json from the routes of the HTTP APIs.

import { fileURLToPath } from 'node:url';
import { becomePinnedNode, bootstrap } from './bootstrap.mjs';

if (process.env.LARGESSE_OPENAPI_STAGE === 'write') {
  const { writeOpenApi } = await import('../test/support/openapi.ts');
  await writeOpenApi();
} else {
  await bootstrap({ web: false });
  becomePinnedNode([fileURLToPath(import.meta.url)], { LARGESSE_OPENAPI_STAGE: 'write' });
}

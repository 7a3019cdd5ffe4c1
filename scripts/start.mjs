// `npm start`: from a fresh clone to a running Largesse.

import { becomePinnedNode, bootstrap, ROOT } from './bootstrap.mjs';

await bootstrap();
becomePinnedNode([`${ROOT}/src/main/cli.ts`, 'start', ...process.argv.slice(2)]);

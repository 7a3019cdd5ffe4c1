// `npm start`: from a fresh clone to a running Largesse.

import { becomePinnedNode, bootstrap } from './bootstrap.mjs';

await bootstrap();
becomePinnedNode(['src/main/cli.ts', 'start', ...process.argv.slice(2)]);

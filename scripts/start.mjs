// `npm start`: from a fresh clone to a running Largesse.

import { becomePinnedNode, bootstrap, HEAP, ROOT } from './bootstrap.mjs';

await bootstrap();
becomePinnedNode([...HEAP, `${ROOT}/src/main/cli.ts`, 'start', ...process.argv.slice(2)]);

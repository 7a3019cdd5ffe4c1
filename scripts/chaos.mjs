// `npm run chaos -- --kills 50`: kills the product under load and proves that nothing is lost.

import { becomePinnedNode, bootstrap, ROOT } from './bootstrap.mjs';

await bootstrap({ web: false, quiet: true });
becomePinnedNode([`${ROOT}/sim/chaos/main.ts`, ...process.argv.slice(2)]);

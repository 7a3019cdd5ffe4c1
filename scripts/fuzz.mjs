// `npm run fuzz -- --door gy --messages 1000000`: spoiled messages against a door.

import { becomePinnedNode, bootstrap, ROOT } from './bootstrap.mjs';

await bootstrap({ web: false, quiet: true });
becomePinnedNode([`${ROOT}/sim/fuzz/main.ts`, ...process.argv.slice(2)]);

// A process of its own that uses an embedded server, for tests that kill it.
//
//   node test/support/embedded-process.ts <folder>   says {"url","attached"}, leaves when stdin ends

import { once } from 'node:events';
import { silentLog, startEmbedded } from '../../src/db/public.ts';

const directory = process.argv[2] ?? '';
const server = await startEmbedded({ directory, log: silentLog });
process.stdout.write(
  `${JSON.stringify({ url: server.url, attached: server.attached, directory: server.directory })}\n`,
);
process.stdin.resume();
await once(process.stdin, 'end');
await server.stop();

// An HTTP/2 server that reads JSON and writes it back: what the runtime can do at most.

import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from '../network/child.ts';

const server = createServer({ settings: { maxConcurrentStreams: 10_000 } });
server.on('stream', (stream) => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const [first = Buffer.alloc(0)] = chunks;
    const body = chunks.length === 1 ? first : Buffer.concat(chunks);
    const answer = JSON.stringify(JSON.parse(body.toString()));
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.end(answer);
  });
  stream.on('error', () => undefined);
});

answerQuestions(
  () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),
  async () => {
    server.close();
  },
);

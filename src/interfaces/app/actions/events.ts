import type { ServerResponse } from 'node:http';
import { lineOf } from '../session.ts';
import { SECOND } from '../../../kernel/public.ts';
import { refuseWith } from '../problem.ts';
import type { Action } from './app.ts';

const HEARTBEAT = 15 * SECOND;
/** Tabs and devices of one line. */
const STREAMS_OF_A_LINE = 20;
const STREAMS = 20_000;
/** What a reader who does not read may have waiting; past it the stream ends, and is opened anew. */
const UNREAD_OCTETS = 64 * 1024;

/** Server-sent events: says that something of the line has changed, never what. Hints, not facts. */
export const events: Action = (app, { watch }) => {
  const streams = new Map<ServerResponse, number>();
  app.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.end();
  });
  app.get(
    '/events',
    { schema: { summary: 'Hear of changes', produces: ['text/event-stream'] } },
    (request, reply) => {
      const { accountId } = lineOf(request);
      const open = [...streams.values()].filter((owner) => owner === accountId).length;
      if (open >= STREAMS_OF_A_LINE || streams.size >= STREAMS)
        return refuseWith(request, reply, { code: 'too_many_requests', retryAfterSeconds: 60 });
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const write = (text: string): void => {
        stream.write(text);
        if (stream.writableLength > UNREAD_OCTETS) stream.destroy();
      };
      const stop = watch(accountId, ({ giftId }) => {
        const about = giftId === undefined ? { about: 'balance' } : { about: 'gifts', giftId };
        write(`event: changed\ndata: ${JSON.stringify(about)}\n\n`);
      });
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT);
      streams.set(stream, accountId);
      stream.on('close', () => {
        streams.delete(stream);
        clearInterval(heartbeat);
        stop();
      });
      write('retry: 2000\nevent: hello\ndata: {}\n\n');
      return reply;
    },
  );
};

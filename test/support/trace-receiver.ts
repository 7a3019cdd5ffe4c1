// A collector of traces that speaks OTLP over HTTP, as small as it can be: it keeps what it is sent.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Value = { readonly stringValue?: string; readonly intValue?: number };
export type ReceivedSpan = {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  readonly status: { readonly code: number; readonly message?: string };
};
type Sent = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ReceivedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
};

export type TraceReceiver = {
  readonly endpoint: string;
  readonly spans: ReceivedSpan[];
  /** What was sent, as text: to see what is not in it. */
  readonly bodies: string[];
  readonly services: Set<string>;
  /** Waits for a span; of one trace, when that is given. */
  spanNamed(name: string, traceId?: string): Promise<ReceivedSpan>;
  close(): Promise<void>;
};

export async function openTraceReceiver(): Promise<TraceReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const services = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isOurs = request.method === 'POST' && request.url === '/v1/traces';
      const body = Buffer.concat(chunks).toString();
      if (isOurs) take(body);
      response.writeHead(isOurs ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const take = (body: string): void => {
    bodies.push(body);
    for (const { resource, scopeSpans } of (JSON.parse(body) as Sent).resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name');
      services.add(service?.value.stringValue ?? '');
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    services,
    async spanNamed(name, traceId) {
      for (let tries = 0; tries < 200; tries += 1) {
        const found = spans.find(
          (span) => span.name === name && (traceId === undefined || span.traceId === traceId),
        );
        if (found !== undefined) return found;
        await sleep(50);
      }
      throw new Error(`no span ${name} came, but ${spans.map((span) => span.name).join(', ')}`);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

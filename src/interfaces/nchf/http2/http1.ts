// HTTP/1.1, for whoever comes with curl: node:http's server, handed its connections.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { contentTypeOf, type Answer } from './answer.ts';
import type { Connections } from './connections.ts';
import { Exchange } from './exchange.ts';
import type { Requests } from './requests.ts';
import { routeOf } from './route.ts';

export function openHttp1(requests: Requests, connections: Connections): Server {
  const { limits } = requests;
  const server = createServer(
    {
      maxHeaderSize: limits.maximumHeaderOctets,
      headersTimeout: limits.greetingSeconds * 1_000,
      requestTimeout: 0, // the book looks after it
      keepAliveTimeout: 60_000,
      connectionsCheckingInterval: 1_000,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      const exchange = new Http1Exchange(requests, request, response);
      request.on('error', () => request.destroy());
      const { socket, headers } = request;
      connections.count(socket, 1);
      response.on('close', () => {
        connections.count(socket, -1);
        requests.book.taken(exchange);
      });
      const length = headers['content-length'];
      const isWanted = requests.begin(exchange, {
        contentType: headers['content-type'],
        contentEncoding: headers['content-encoding'],
        authorization: headers.authorization,
        contentLength: length === undefined ? undefined : Number(length),
      });
      if (isWanted) takeBody(requests, exchange, request);
      else request.resume();
    },
  );
  // It never listens by itself, but is handed its connections; this is when it begins to look after them.
  server.emit('listening');
  server.on('connection', (socket) => {
    connections.opened(socket, 'http/1.1', socket);
    socket.once('close', () => connections.closed(socket));
  });
  return server;
}

class Http1Exchange extends Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(requests: Requests, request: IncomingMessage, response: ServerResponse) {
    const route = routeOf(request.method ?? '', request.url ?? '');
    super(route, requests.rootOf(request.headers.host ?? ''), performance.now());
    this.#request = request;
    this.#response = response;
  }

  override send(answer: Answer): void {
    const response = this.#response;
    if (response.headersSent) return;
    const headers: { [name: string]: string } = {};
    if (answer.body !== '') {
      headers['content-type'] = contentTypeOf(answer);
      headers['content-length'] = `${Buffer.byteLength(answer.body)}`;
    }
    if (answer.location !== undefined) headers['location'] = answer.location;
    if (answer.retryAfterSeconds !== undefined)
      headers['retry-after'] = `${answer.retryAfterSeconds}`;
    if (answer.allow !== undefined) headers['allow'] = answer.allow;
    if (answer.authenticate !== undefined) headers['www-authenticate'] = answer.authenticate;
    if (!this.#request.complete) headers['connection'] = 'close';
    response.writeHead(answer.status, headers);
    response.end(answer.body);
  }

  override drop(): void {
    this.#request.socket.destroy();
  }
}

/** Hands the body over once it is whole. Not at all where the peer hangs up. */
function takeBody(requests: Requests, exchange: Exchange, source: IncomingMessage): void {
  const largest = requests.limits.maximumBodyOctets;
  const chunks: Buffer[] = [];
  let length = 0;
  source.on('data', (chunk: Buffer) => {
    if (length > largest) return;
    length += chunk.length;
    if (length > largest) requests.tooLarge(exchange);
    else chunks.push(chunk);
  });
  source.on('end', () => {
    if (length <= largest) requests.work(exchange, Buffer.concat(chunks), performance.now());
  });
}

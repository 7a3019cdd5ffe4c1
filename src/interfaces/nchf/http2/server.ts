// The HTTP side of the door, bare on node:http2: a framework would double what a request costs here. It
// bounds everything that a peer could make endless, and knows no charging.

import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  constants,
  createServer as createHttp2,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../kernel/public.ts';
import type { NchfLimits, NchfLog, NchfMeter } from '../limits.ts';
import { contentTypeOf, type Answer } from './answer.ts';
import { Connections, type ConnectionStatus } from './connections.ts';
import { Book, type Exchange } from './exchange.ts';
import { problem, tooMuch, unknownPath } from './problem.ts';
import { routeOf, type Operation, type Route } from './route.ts';
import { openSockets, type NchfTls } from './sockets.ts';

/** `root` is how the peer reached us, `http://chf.example:8091`: what addresses that we give begin with. */
export type Handle = (
  operation: Operation,
  id: string,
  body: Buffer,
  root: string,
) => Promise<Answer>;

export type NchfServer = {
  readonly port: number;
  /** Requests under way. */
  readonly inFlight: number;
  connections(): readonly ConnectionStatus[];
  /** Takes no more requests, answers those under way, says GOAWAY, then ends. */
  close(): Promise<void>;
};

export type NchfServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls: NchfTls | undefined;
  readonly limits: NchfLimits;
  readonly log: NchfLog;
  readonly meter: NchfMeter | undefined;
  readonly clock: Clock;
  readonly handle: Handle;
};

const EMPTY = Buffer.alloc(0);
const AUTHORITY = /^[\w.:[\]-]{1,255}$/;
/** Operations that begin something, which are turned away first. */
const OPENS: ReadonlySet<string> = new Set(['create', 'subscribe']);
const MOST_HEADERS = 64;

export async function openServer(options: NchfServerOptions): Promise<NchfServer> {
  const { limits, log, handle, meter } = options;
  const scheme = options.tls === undefined ? 'http' : 'https';
  const book = new Book(limits, (operation, status, seconds) =>
    meter?.answered(operation, status, seconds),
  );
  const sessions = new Set<ServerHttp2Session>();
  const connections = new Connections(() => options.clock.now());

  const http2 = createHttp2({
    maxHeaderListPairs: MOST_HEADERS,
    maxSendHeaderBlockLength: limits.maximumHeaderOctets,
    settings: {
      maxConcurrentStreams: limits.maximumStreams,
      maxHeaderListSize: limits.maximumHeaderOctets,
      enablePush: false,
    },
  });
  http2.on('session', (session) => {
    sessions.add(session);
    connections.opened(session, 'h2', session.socket);
    session.on('error', () => session.destroy());
    session.once('close', () => {
      sessions.delete(session);
      connections.closed(session);
    });
  });
  http2.on('sessionError', () => {}); // told by the session's own error
  http2.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number) => {
    const route = routeOf(headers[':method'] ?? '', headers[':path'] ?? '');
    const exchange = book.open(
      route.operation,
      (answer) => answerStream(stream, answer),
      () => stream.close(constants.NGHTTP2_CANCEL),
    );
    stream.on('error', () => stream.close());
    const { session } = stream;
    connections.count(session, 1);
    stream.on('close', () => {
      connections.count(session, -1);
      book.taken(exchange);
    });
    const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    receive(exchange, route, headers, headers[':authority'] ?? '', isWhole ? undefined : stream);
  });

  const http1 = createHttp1(
    {
      maxHeaderSize: limits.maximumHeaderOctets,
      headersTimeout: limits.greetingSeconds * 1_000,
      requestTimeout: 0, // the book looks after it
      keepAliveTimeout: 60_000,
      connectionsCheckingInterval: 1_000,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      const route = routeOf(request.method ?? '', request.url ?? '');
      const exchange = book.open(
        route.operation,
        (answer) => answerResponse(request, response, answer),
        () => request.socket.destroy(),
      );
      request.on('error', () => request.destroy());
      const { socket } = request;
      connections.count(socket, 1);
      response.on('close', () => {
        connections.count(socket, -1);
        book.taken(exchange);
      });
      receive(exchange, route, request.headers, request.headers.host ?? '', request);
    },
  );

  // It never listens by itself, but is handed its connections; this is when it begins to look after them.
  http1.emit('listening');
  http1.on('connection', (socket) => {
    connections.opened(socket, 'http/1.1', socket);
    socket.once('close', () => connections.closed(socket));
  });

  /** Admits a request, takes its body, and has it done. Whatever comes of it is one answer. */
  function receive(
    exchange: Exchange,
    route: Route,
    headers: IncomingHttpHeaders,
    authority: string,
    source: ServerHttp2Stream | IncomingMessage | undefined,
  ): void {
    const refused = refusalOf(route, headers, book.size, limits);
    if (refused !== undefined) {
      exchange.readAt = performance.now();
      source?.resume();
      book.answer(exchange, refused);
      book.done(exchange);
      return;
    }
    const { operation, id } = route as { operation: Operation; id: string };
    const work = (body: Buffer): void => {
      exchange.readAt = performance.now();
      const root = AUTHORITY.test(authority) ? `${scheme}://${authority}` : '';
      void settle(exchange, handle(operation, id, body, root), operation);
    };
    if (source === undefined) work(EMPTY);
    else
      takeBody(source, limits.maximumBodyOctets, (body) => {
        if (exchange.answeredAt !== undefined) return; // too slow: the book has answered
        if (body !== undefined) {
          work(body);
          return;
        }
        exchange.readAt = performance.now();
        book.answer(exchange, TOO_LARGE);
        book.done(exchange);
      });
  }

  async function settle(
    exchange: Exchange,
    answer: Promise<Answer>,
    operation: string,
  ): Promise<void> {
    try {
      book.answer(exchange, await answer);
    } catch (error) {
      log.error({ err: error, operation }, 'an nchf request broke');
      book.answer(exchange, BROKEN);
    }
    book.done(exchange);
  }

  const sockets = openSockets({ http2, http1, tls: options.tls, limits });
  const { server } = sockets;
  server.on('drop', () => log.warn({}, 'nchf connection turned away: too many'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port, backlog: 1_024 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error({ err: error }, 'nchf door failed'));

  return {
    port: (server.address() as AddressInfo).port,
    get inFlight() {
      return book.size;
    },
    connections: () => connections.list(),
    async close() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.dropGreeting();
      for (const session of sessions) session.close(); // GOAWAY, and streams may end
      http1.close();
      http1.closeIdleConnections();
      const deadline = setTimeout(() => sockets.dropAll(), limits.closeSeconds * 1_000);
      await ended;
      clearTimeout(deadline);
      book.close();
    },
  };
}

function refusalOf(
  route: Route,
  headers: IncomingHttpHeaders,
  inFlight: number,
  limits: NchfLimits,
): Answer | undefined {
  if (inFlight > limits.maximumInFlight) return tooMuch('too many requests are under way');
  if (route.operation === 'unknown') return unknownPath();
  if (route.operation === 'not_allowed')
    return problem({
      status: 405,
      cause: 'METHOD_NOT_ALLOWED',
      detail: 'not with this method',
      allow: route.allow,
    });
  if (inFlight > limits.shedAbove && OPENS.has(route.operation)) return CONGESTED;
  if (route.operation === 'unsubscribe') return undefined;
  if (headers['content-type']?.toLowerCase().startsWith('application/json') !== true)
    return wrongMedia('header content-type', 'the body is application/json');
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
    return wrongMedia('header content-encoding', 'the body is not encoded');
  return Number(headers['content-length'] ?? 0) > limits.maximumBodyOctets ? TOO_LARGE : undefined;
}

/** Hands over the body, or undefined where it is too large. Not at all where the peer hangs up. */
function takeBody(
  source: ServerHttp2Stream | IncomingMessage,
  largest: number,
  taken: (body: Buffer | undefined) => void,
): void {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let length = 0;
  source.on('data', (chunk: Buffer) => {
    if (length > largest) return;
    length += chunk.length;
    if (length > largest) taken(undefined);
    else if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  });
  source.on('end', () => {
    if (length <= largest) taken(more === undefined ? (first ?? EMPTY) : Buffer.concat(more));
  });
}

function answerStream(stream: ServerHttp2Stream, answer: Answer): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  const headers: { [name: string]: string | number } = { ':status': answer.status };
  addHeaders(headers, answer);
  if (answer.body === '') stream.respond(headers, { endStream: true });
  else {
    stream.respond(headers);
    stream.end(answer.body);
  }
  // A peer that is not done sending is told to stop: its answer is here already.
  if (!stream.readableEnded && answer.isProblem)
    stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
}

function answerResponse(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent) return;
  const headers: { [name: string]: string } = {};
  addHeaders(headers, answer);
  if (answer.body !== '') headers['content-length'] = `${Buffer.byteLength(answer.body)}`;
  if (!request.complete) headers['connection'] = 'close';
  response.writeHead(answer.status, headers);
  response.end(answer.body);
}

function addHeaders(headers: { [name: string]: unknown }, answer: Answer): void {
  if (answer.body !== '') headers['content-type'] = contentTypeOf(answer);
  if (answer.location !== undefined) headers['location'] = answer.location;
  if (answer.retryAfterSeconds !== undefined)
    headers['retry-after'] = `${answer.retryAfterSeconds}`;
  if (answer.allow !== undefined) headers['allow'] = answer.allow;
}

const wrongMedia = (param: string, reason: string): Answer =>
  problem({
    status: 415,
    cause: 'UNSUPPORTED_MEDIA_TYPE',
    detail: reason,
    invalidParams: [{ param, reason }],
  });

const TOO_LARGE = problem({
  status: 413,
  cause: 'PAYLOAD_TOO_LARGE',
  detail: 'the body is larger than is read here',
});
const CONGESTED = problem({
  status: 429,
  cause: 'NF_CONGESTION_RISK',
  detail: 'busy: nothing new is begun for a moment',
  retryAfterSeconds: 1,
});
const BROKEN = problem({ status: 500, cause: 'SYSTEM_FAILURE', detail: 'this failed here' });

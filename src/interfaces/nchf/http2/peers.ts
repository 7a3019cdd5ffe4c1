// Requests that we make: one HTTP/2 connection for each network function, used by as many requests as
// there are, and given up when it has been idle.

import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';
import { Fault } from '../../../kernel/public.ts';

export type PeerAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type PeersOptions = {
  readonly answerSeconds?: number;
  readonly idleSeconds?: number;
  /** Brought along with every request (TS 33.501 clause 13.4.1). */
  readonly accessToken?: string;
  /** What we trust and who we are, towards addresses that begin with https. */
  readonly tls?: Pick<SecureClientSessionOptions, 'ca' | 'cert' | 'key'>;
};

export type PeerRequest = {
  readonly method: 'POST' | 'PUT' | 'DELETE' | 'GET';
  readonly url: URL;
  readonly body?: string | Buffer;
  readonly contentType?: string;
};

/** Network functions of a carrier are some dozens; past this the longest known is let go. */
const MOST_PEERS = 256;
const LONGEST_ANSWER_OCTETS = 256 * 1024;
const ANSWER_SECONDS = 5;
const IDLE_SECONDS = 60;

export class Peers {
  readonly #sessions = new Map<string, ClientHttp2Session>();
  readonly #options: PeersOptions;
  #closed = false;

  constructor(options: PeersOptions = {}) {
    this.#options = options;
  }

  /** Connections that are open. */
  get size(): number {
    return this.#sessions.size;
  }

  /**
   * Throws a Fault where no answer comes. A request that a dying connection never took is made once more
   * on a new one: a peer that restarts says goodbye while we are writing.
   */
  async request(request: PeerRequest): Promise<PeerAnswer> {
    try {
      return await this.#once(request);
    } catch (error) {
      if (!(error instanceof Fault) || error.retry !== 'safe' || this.#closed) throw error;
      return this.#once(request);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(
      [...this.#sessions.values()].map(
        (session) =>
          new Promise<void>((resolve) => {
            if (session.closed || session.destroyed) return resolve();
            session.close(resolve);
            return undefined;
          }),
      ),
    );
  }

  #once({ method, url, body, contentType = 'application/json' }: PeerRequest): Promise<PeerAnswer> {
    const session = this.#sessionTo(url);
    const { answerSeconds: seconds = ANSWER_SECONDS, accessToken } = this.#options;
    return new Promise((resolve, reject) => {
      const stream = session.request(
        {
          ':method': method,
          ':path': url.pathname + url.search,
          ...(body === undefined
            ? {}
            : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
          ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        },
        { endStream: body === undefined },
      );
      let headers: IncomingHttpHeaders | undefined;
      let cause: unknown;
      const chunks: Buffer[] = [];
      let length = 0;
      const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), seconds * 1_000);
      stream.on('response', (response) => {
        headers = response;
      });
      stream.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > LONGEST_ANSWER_OCTETS) stream.close(constants.NGHTTP2_CANCEL);
        else chunks.push(chunk);
      });
      stream.on('error', (error) => {
        cause = error;
      });
      stream.on('close', () => {
        clearTimeout(late);
        const status = Number(headers?.[':status']);
        if (headers !== undefined && stream.readableEnded)
          resolve({ status, headers, body: Buffer.concat(chunks).toString() });
        else reject(noAnswer(url, cause, stream.rstCode));
      });
      stream.end(body);
    });
  }

  #sessionTo(url: URL): ClientHttp2Session {
    const known = this.#sessions.get(url.origin);
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const session = connect(url.origin, { ...this.#options.tls });
    const forget = (): void => {
      if (this.#sessions.get(url.origin) === session) this.#sessions.delete(url.origin);
    };
    session.on('error', forget); // its streams tell their requests
    session.on('goaway', forget);
    session.on('close', forget);
    session.setTimeout((this.#options.idleSeconds ?? IDLE_SECONDS) * 1_000, () => session.close());
    if (this.#sessions.size >= MOST_PEERS)
      for (const [origin, oldest] of this.#sessions) {
        this.#sessions.delete(origin);
        oldest.close();
        break;
      }
    this.#sessions.set(url.origin, session);
    return session;
  }
}

/** What the peer refused, or never was connected to get, it has not seen (RFC 9113 clause 8.7). */
function noAnswer(url: URL, cause: unknown, code: number): Fault {
  const errorCode = (cause as { code?: string } | undefined)?.code ?? '';
  const isUnseen =
    code === constants.NGHTTP2_REFUSED_STREAM ||
    ['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_INVALID_SESSION', 'ECONNREFUSED'].includes(errorCode);
  return new Fault('peer_unreachable', `${url.origin} did not answer`, {
    retry: isUnseen ? 'safe' : 'same_key_only',
    ...(cause === undefined ? {} : { cause }),
  });
}

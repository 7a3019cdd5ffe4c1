// One HTTP/2 connection (RFC 9113), the server's side: requests with small bodies, answered with small bodies.
//
// node:http2 gives each request a stream, a dozen events and objects for its headers, which cost more than
// charging it does. Here a request is one object, and what is read together is answered together. Whatever
// a peer could make endless is bounded; docs/decisions/http2.md has the list.

import type { Socket } from 'node:net';
import { PassingMap } from '../../../kernel/public.ts';
import type { Answer } from './answer.ts';
import { Answers } from './answers.ts';
import { Budget } from './budget.ts';
import type { OpenConnection } from './connections.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';
import {
  ConnectionError,
  ERROR,
  FLAG,
  FRAME,
  LARGEST_WINDOW,
  readUnsigned31,
  type ErrorCode,
} from './frames.ts';
import { HeaderBlock } from './header-block.ts';
import { Output } from './output.ts';
import { HEADERS_TOO_LARGE, type Requests } from './requests.ts';
import { routeOf } from './route.ts';
import { ourSettings, peerSettings } from './settings.ts';
import { Stream } from './stream.ts';
import { ReceiveWindow } from './windows.ts';

/** What all unread bodies of a connection may hold. */
const RECEIVE_WINDOW = 1024 * 1024;
/** A peer may cancel all that it asked at once, as one does whose own timer ran out, and then a few. */
const RESETS = { most: 2_000, perSecond: 50 };
/** PING, SETTINGS, WINDOW_UPDATE and whatever else serves no request. */
const IDLE_FRAMES = { most: 4_000, perSecond: 1_000, forAnAnswer: 8 };
/** Who was told goodbye is heard for so long. */
const GOODBYE_MILLISECONDS = 1_000;

export class Http2Connection {
  readonly #socket: Socket;
  readonly #requests: Requests;
  readonly #about: OpenConnection;
  readonly #broke: (error: unknown) => void;
  readonly #reader = new FrameReader(this);
  readonly #block: HeaderBlock;
  readonly #writer: FrameWriter;
  readonly #answers: Answers;
  readonly #streams = new PassingMap<number, Stream>();
  readonly #receiving = new ReceiveWindow(RECEIVE_WINDOW);
  readonly #resets: Budget;
  readonly #idleFrames: Budget;
  #now = performance.now();
  /** Since when it owes us the rest of something: its SETTINGS, a frame, a header block. */
  #owesSince: number | undefined = this.#now;
  #lastStream = 0;
  #isAgreed = false;
  #isClosing = false;
  #endedAt: number | undefined;

  constructor(options: {
    readonly socket: Socket;
    readonly requests: Requests;
    readonly about: OpenConnection;
    /** Told of what is our own fault. */
    readonly broke: (error: unknown) => void;
  }) {
    this.#socket = options.socket;
    this.#requests = options.requests;
    this.#about = options.about;
    this.#broke = options.broke;
    this.#block = new HeaderBlock(options.requests.limits.maximumHeaderOctets);
    this.#writer = new FrameWriter(new Output(options.socket));
    this.#answers = new Answers(this.#writer, this.#answered);
    this.#resets = new Budget(RESETS.most, RESETS.perSecond, this.#now);
    this.#idleFrames = new Budget(IDLE_FRAMES.most, IDLE_FRAMES.perSecond, this.#now);
    const settings = ourSettings(options.requests.limits);
    this.#writer.frame(FRAME.SETTINGS, 0, 0, settings);
    this.#writer.grant(0, this.#receiving.grant());
    options.socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    options.socket.once('close', () => this.#lost());
  }

  /** GOAWAY: those under way are answered, and new ones refused, until the peer leaves. */
  close(): void {
    if (this.#isClosing || this.#endedAt !== undefined) return;
    this.#isClosing = true;
    this.#writer.goAway(this.#lastStream, ERROR.NO_ERROR);
    if (this.#streams.size === 0) this.#end();
  }

  /** Ends what has stood still for too long. */
  lookOver(now: number): void {
    const { greetingSeconds, takingSeconds } = this.#requests.limits;
    const isGone = this.#endedAt !== undefined && now - this.#endedAt > GOODBYE_MILLISECONDS;
    if (isGone || this.#writer.output.untakenFor(now) > takingSeconds * 1_000)
      this.#socket.destroy();
    else if (this.#owesSince !== undefined && now - this.#owesSince > greetingSeconds * 1_000)
      this.#fail(this.#isAgreed ? ERROR.ENHANCE_YOUR_CALM : ERROR.SETTINGS_TIMEOUT);
  }

  #receive(chunk: Buffer): void {
    if (this.#endedAt !== undefined) return;
    this.#now = performance.now();
    try {
      this.#reader.read(chunk);
      this.#writer.grant(0, this.#receiving.grant());
    } catch (error) {
      if (!(error instanceof ConnectionError)) this.#broke(error);
      this.#fail(error instanceof ConnectionError ? error.code : ERROR.INTERNAL_ERROR);
      return;
    }
    const owes = !this.#isAgreed || this.#reader.isWaiting || this.#block.isOpen;
    if (!owes) this.#owesSince = undefined;
    else this.#owesSince ??= this.#now;
  }

  /** One frame; called by the reader. */
  take(type: number, flags: number, id: number, bytes: Buffer, start: number, end: number): void {
    if (this.#endedAt !== undefined) return;
    if (!this.#isAgreed && (type !== FRAME.SETTINGS || (flags & FLAG.ACK) !== 0))
      throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'SETTINGS come first');
    if (this.#block.isOpen && (type !== FRAME.CONTINUATION || id !== this.#block.stream))
      throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'a header block is not interrupted');
    switch (type) {
      case FRAME.DATA:
        return this.#takeData(flags, id, bytes, start, end);
      case FRAME.HEADERS:
        if (id % 2 === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'no stream of a peer');
        if (this.#block.begin(flags, id, bytes, start, end)) this.#takeBlock();
        return;
      case FRAME.CONTINUATION:
        this.#spendIdle();
        if (this.#block.goOn(flags, bytes, start, end)) this.#takeBlock();
        return;
      case FRAME.RST_STREAM:
        return this.#takeReset(id, end - start);
      case FRAME.SETTINGS:
        return this.#takeSettings(flags, id, bytes.subarray(start, end));
      case FRAME.PING:
        return this.#takePing(flags, id, bytes.subarray(start, end));
      case FRAME.WINDOW_UPDATE:
        return this.#takeWindowUpdate(id, bytes, start, end);
      case FRAME.PUSH_PROMISE:
        throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'a client does not push');
      case FRAME.GOAWAY:
        mustBeConnection(id);
        mustHave(end - start >= 8);
        return this.#spendIdle(); // it opens no more streams; those that are open are answered
      case FRAME.PRIORITY:
        mustBeStream(id);
        if (end - start !== 5) this.#resetById(id, ERROR.FRAME_SIZE_ERROR);
        return this.#spendIdle();
      default:
        return this.#spendIdle(); // passed over (clause 4.1)
    }
  }

  #takeBlock(): void {
    const { stream: id, endsStream, head } = this.#block;
    this.#block.decode();
    const known = this.#streams.get(id);
    if (known !== undefined) {
      if (known.isWhole) this.#reset(known, ERROR.STREAM_CLOSED);
      else if (!endsStream || head.isMalformedTrailer) this.#reset(known, ERROR.PROTOCOL_ERROR);
      else this.#bodyEnds(known);
      return;
    }
    if (id <= this.#lastStream) return this.#resetById(id, ERROR.STREAM_CLOSED);
    this.#lastStream = id;
    const { limits } = this.#requests;
    if (this.#isClosing || this.#streams.size >= limits.maximumStreams)
      return this.#resetById(id, ERROR.REFUSED_STREAM);
    const isEmpty = (head.contentLength ?? 0) === 0;
    if (!head.isTooLarge && (head.isMalformed || (endsStream && !isEmpty)))
      return this.#resetById(id, ERROR.PROTOCOL_ERROR);
    const stream = new Stream(this, {
      id,
      route: routeOf(head.method, head.path),
      root: this.#requests.rootOf(head.authority),
      now: this.#now,
      contentLength: head.contentLength,
    });
    stream.isWhole = endsStream;
    this.#streams.set(id, stream);
    this.#about.outstandingRequests += 1;
    if (head.isTooLarge) {
      this.#requests.book.open(stream);
      this.#requests.refuse(stream, HEADERS_TOO_LARGE);
    } else if (this.#requests.begin(stream, head) && endsStream)
      this.#requests.work(stream, stream.takeBody(), this.#now);
    return undefined;
  }

  #takeData(flags: number, id: number, bytes: Buffer, from: number, to: number): void {
    mustBeStream(id);
    const octets = to - from;
    this.#receiving.came(octets);
    let start = from;
    let end = to;
    if ((flags & FLAG.PADDED) !== 0) {
      const padding = octets > 0 ? (bytes[from] ?? 0) : octets;
      start += 1;
      end -= padding;
      if (end < start) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'more padding than frame');
    }
    const stream = this.#streams.get(id);
    if (stream === undefined || stream.isWhole) {
      this.#receiving.done(octets);
      this.#mustNotBeIdle(id);
      this.#spendIdle();
      if (stream === undefined) this.#resetById(id, ERROR.STREAM_CLOSED);
      else this.#reset(stream, ERROR.STREAM_CLOSED);
      return;
    }
    const endsStream = (flags & FLAG.END_STREAM) !== 0;
    const length = end - start;
    this.#receiving.done(octets - length);
    if (length === 0 && !endsStream) this.#spendIdle();
    if (stream.bodyOctets + length > this.#requests.limits.maximumBodyOctets) {
      this.#receiving.done(length);
      this.#requests.tooLarge(stream);
      return;
    }
    if (endsStream && !stream.hasBody) {
      // The usual request: its body is read where it lies.
      this.#receiving.done(length);
      stream.isWhole = true;
      if (stream.contentLength !== undefined && stream.contentLength !== length)
        this.#reset(stream, ERROR.PROTOCOL_ERROR);
      else this.#requests.work(stream, bytes.subarray(start, end), this.#now);
      return;
    }
    stream.add(bytes, start, end);
    if (endsStream) this.#bodyEnds(stream);
    else if (octets > length) this.#writer.grant(id, octets - length);
  }

  #bodyEnds(stream: Stream): void {
    stream.isWhole = true;
    const octets = stream.bodyOctets;
    if (stream.contentLength !== undefined && stream.contentLength !== octets)
      return this.#reset(stream, ERROR.PROTOCOL_ERROR);
    this.#receiving.done(octets);
    const body = stream.takeBody();
    stream.bodyOctets = 0;
    return this.#requests.work(stream, body, this.#now);
  }

  #takeReset(id: number, length: number): void {
    mustBeStream(id);
    mustHave(length === 4);
    this.#mustNotBeIdle(id);
    this.#spendIdle();
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#spendReset();
    this.#forget(stream);
  }

  #takeSettings(flags: number, id: number, payload: Buffer): void {
    mustBeConnection(id);
    this.#spendIdle();
    if ((flags & FLAG.ACK) !== 0) return mustHave(payload.length === 0);
    const { initialWindow } = peerSettings(payload);
    if (initialWindow !== undefined) {
      for (const { windowBeyond } of this.#streams.values())
        if (initialWindow + windowBeyond > LARGEST_WINDOW)
          throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR, 'a window past 2^31 - 1');
      this.#answers.window.eachStream = initialWindow;
    }
    this.#isAgreed = true;
    this.#writer.frame(FRAME.SETTINGS, FLAG.ACK, 0);
    this.#answers.goOnAll();
    return undefined;
  }

  #takePing(flags: number, id: number, payload: Buffer): void {
    mustBeConnection(id);
    mustHave(payload.length === 8);
    this.#spendIdle();
    if ((flags & FLAG.ACK) === 0) this.#writer.frame(FRAME.PING, FLAG.ACK, 0, payload);
  }

  /** One that lets an answer go on serves a request; any other is idle. */
  #takeWindowUpdate(id: number, bytes: Buffer, start: number, end: number): void {
    mustHave(end - start === 4);
    const octets = readUnsigned31(bytes, start);
    if (id === 0) {
      if (octets === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'a window grows by none');
      this.#answers.window.grow(octets);
      const room = this.#answers.window.connection;
      this.#answers.goOnAll();
      if (this.#answers.window.connection === room) this.#spendIdle();
      return;
    }
    this.#mustNotBeIdle(id);
    const stream = this.#streams.get(id);
    if (stream?.unsent === undefined) this.#spendIdle();
    if (stream === undefined) return;
    stream.windowBeyond += octets;
    if (octets === 0) this.#reset(stream, ERROR.PROTOCOL_ERROR);
    else if (this.#answers.window.eachStream + stream.windowBeyond > LARGEST_WINDOW)
      this.#reset(stream, ERROR.FLOW_CONTROL_ERROR);
    else if (stream.unsent !== undefined) this.#answers.goOn(stream);
  }

  /** Called by the stream. */
  sendAnswer(stream: Stream, answer: Answer): void {
    this.#idleFrames.earn(IDLE_FRAMES.forAnAnswer);
    this.#answers.send(stream, answer);
  }

  /** Called by the stream: nobody takes its answer. */
  cancel(stream: Stream): void {
    if (this.#streams.has(stream.id)) this.#reset(stream, ERROR.CANCEL);
  }

  /** A peer that is not done sending is told to stop: its answer is here already (clause 8.1). */
  readonly #answered = (stream: Stream): void => {
    if (!stream.isWhole) this.#writer.reset(stream.id, ERROR.NO_ERROR);
    this.#forget(stream);
  };

  #reset(stream: Stream, code: ErrorCode): void {
    this.#resetById(stream.id, code);
    this.#forget(stream);
  }

  /** What makes us reset a stream costs a peer as much as a reset of its own. */
  #resetById(id: number, code: ErrorCode): void {
    this.#writer.reset(id, code);
    if (code !== ERROR.CANCEL) this.#spendReset();
  }

  #forget(stream: Stream): void {
    if (!this.#streams.delete(stream.id)) return;
    this.#answers.forget(stream);
    if (stream.hasBody) this.#receiving.done(stream.bodyOctets);
    this.#about.outstandingRequests -= 1;
    this.#requests.book.taken(stream);
    if (this.#isClosing && this.#streams.size === 0) this.#end();
  }

  #fail(code: ErrorCode): void {
    if (this.#endedAt !== undefined) return;
    this.#writer.goAway(this.#lastStream, code);
    this.#end();
  }

  #end(): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = performance.now();
    this.#writer.output.end();
    this.#forgetAll();
  }

  #lost(): void {
    this.#endedAt ??= performance.now();
    this.#forgetAll();
  }

  #forgetAll(): void {
    for (const stream of this.#streams.values()) this.#forget(stream);
  }

  #spendIdle(): void {
    if (!this.#idleFrames.spend(this.#now))
      throw new ConnectionError(ERROR.ENHANCE_YOUR_CALM, 'too many frames that ask for nothing');
  }

  #spendReset(): void {
    if (!this.#resets.spend(this.#now))
      throw new ConnectionError(ERROR.ENHANCE_YOUR_CALM, 'too many requests taken back');
  }

  #mustNotBeIdle(id: number): void {
    if (id > this.#lastStream || id % 2 === 0)
      throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'a stream that was never opened');
  }
}

function mustBeConnection(id: number): void {
  if (id !== 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'a frame of the connection');
}

function mustBeStream(id: number): void {
  if (id === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'a frame of a stream');
}

function mustHave(isSize: boolean): void {
  if (!isSize) throw new ConnectionError(ERROR.FRAME_SIZE_ERROR, 'a frame of another size');
}

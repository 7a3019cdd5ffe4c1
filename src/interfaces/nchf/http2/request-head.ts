// What the door wants to know of a request's headers, gathered while they are decoded. Headers that nobody
// reads here are checked and passed over. What makes a request malformed is RFC 9113 clause 8.

export const FIELD = {
  /** Nobody here reads it. */
  OTHER: 0,
  METHOD: 1,
  SCHEME: 2,
  PATH: 3,
  AUTHORITY: 4,
  CONTENT_TYPE: 5,
  CONTENT_ENCODING: 6,
  CONTENT_LENGTH: 7,
  TE: 8,
  /** It may not stand in a request: no name of a header, of the connection, or unknown with a colon. */
  WRONG: 9,
  AUTHORIZATION: 10,
} as const;
export type FieldKind = (typeof FIELD)[keyof typeof FIELD];

const KINDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  [':method', FIELD.METHOD],
  [':scheme', FIELD.SCHEME],
  [':path', FIELD.PATH],
  [':authority', FIELD.AUTHORITY],
  ['content-type', FIELD.CONTENT_TYPE],
  ['content-encoding', FIELD.CONTENT_ENCODING],
  ['content-length', FIELD.CONTENT_LENGTH],
  ['te', FIELD.TE],
  ['authorization', FIELD.AUTHORIZATION],
  // Of the connection (clause 8.2.2).
  ['connection', FIELD.WRONG],
  ['proxy-connection', FIELD.WRONG],
  ['keep-alive', FIELD.WRONG],
  ['transfer-encoding', FIELD.WRONG],
  ['upgrade', FIELD.WRONG],
]);
/** A token of RFC 9110 in small letters (clause 8.2.1). */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const ENDS_OF_LINES = /[\0\r\n]/;
const DIGITS = /^\d{1,15}$/;
/** What each field counts in a header list besides its letters (RFC 7541 clause 4.1). */
const FIELD_OVERHEAD = 32;

export const kindOf = (name: string): FieldKind =>
  KINDS.get(name) ?? (NAME.test(name) ? FIELD.OTHER : FIELD.WRONG);

/** A value has no blanks around it and no ends of lines in it (clause 8.2.1). */
export const isValue = (value: string): boolean =>
  !ENDS_OF_LINES.test(value) &&
  !isBlank(value.charCodeAt(0)) &&
  !isBlank(value.charCodeAt(value.length - 1));

const isBlank = (letter: number): boolean => letter === 0x20 || letter === 0x09;

export class RequestHead {
  method = '';
  path = '';
  authority = '';
  contentType: string | undefined;
  contentEncoding: string | undefined;
  authorization: string | undefined;
  /** Undefined where it is not told. */
  contentLength: number | undefined;
  #octets = 0;
  #fields = 0;
  /** One bit for each kind that came. */
  #seen = 0;
  #isWrong = false;
  readonly #mostFields: number;
  readonly #mostOctets: number;

  constructor(limits: { readonly fields: number; readonly octets: number }) {
    this.#mostFields = limits.fields;
    this.#mostOctets = limits.octets;
  }

  clear(): void {
    this.method = '';
    this.path = '';
    this.authority = '';
    this.contentType = undefined;
    this.contentEncoding = undefined;
    this.authorization = undefined;
    this.contentLength = undefined;
    this.#octets = 0;
    this.#fields = 0;
    this.#seen = 0;
    this.#isWrong = false;
  }

  get isTooLarge(): boolean {
    return this.#octets > this.#mostOctets || this.#fields > this.#mostFields;
  }

  get isMalformed(): boolean {
    if (this.#isWrong || !this.#has(FIELD.METHOD)) return true;
    if (this.method === 'CONNECT') return this.#has(FIELD.PATH) || this.#has(FIELD.SCHEME);
    return this.path === '' || !this.#has(FIELD.SCHEME);
  }

  /** Trailers have no pseudo-headers (clause 8.1). */
  get isMalformedTrailer(): boolean {
    return this.#isWrong || (this.#seen & PSEUDO_BITS) !== 0;
  }

  /** `isSound` is false where the value may not stand in a header. */
  add(kind: FieldKind, value: string, octets: number, isSound: boolean): void {
    this.#fields += 1;
    this.#octets += octets + FIELD_OVERHEAD;
    const bit = 1 << kind;
    const isAgain = (this.#seen & bit) !== 0;
    const isPseudo = (bit & PSEUDO_BITS) !== 0;
    const isLate = isPseudo && (this.#seen & ~PSEUDO_BITS) !== 0;
    if (!isSound || kind === FIELD.WRONG || isLate || (isAgain && kind !== FIELD.OTHER))
      this.#isWrong = true;
    this.#seen |= bit;
    switch (kind) {
      case FIELD.METHOD:
        this.method = value;
        break;
      case FIELD.PATH:
        this.path = value;
        break;
      case FIELD.AUTHORITY:
        this.authority = value;
        break;
      case FIELD.CONTENT_TYPE:
        this.contentType = value;
        break;
      case FIELD.CONTENT_ENCODING:
        this.contentEncoding = value;
        break;
      case FIELD.AUTHORIZATION:
        this.authorization = value;
        break;
      case FIELD.CONTENT_LENGTH:
        if (DIGITS.test(value)) this.contentLength = Number(value);
        else this.#isWrong = true;
        break;
      case FIELD.TE:
        if (value !== 'trailers') this.#isWrong = true;
        break;
      default: // checked, and not read
    }
  }

  #has(kind: FieldKind): boolean {
    return (this.#seen & (1 << kind)) !== 0;
  }
}

const PSEUDO_BITS =
  (1 << FIELD.METHOD) | (1 << FIELD.SCHEME) | (1 << FIELD.PATH) | (1 << FIELD.AUTHORITY);

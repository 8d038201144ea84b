// Recognises the usual canonical line from its bytes alone, several times faster than parsing it and writing it anew.

/** What the chain needs of a line that is canonical for certain. */
export interface ScannedLine {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** The bytes of the member `hash`, with the comma behind it. */
  readonly hashMember: { readonly start: number; readonly end: number };
}

/**
 * null means "not for certain": what is rare (escapes by number, names beyond ASCII, great depth) is left to the parser, as
 * is everything that is wrong. What is recognised here is canonical by RFC 8785, has each name once, and has a sound form of
 * seq, prev and hash.
 * @param bytes valid UTF-8
 */
export function scanLine(bytes: Buffer): ScannedLine | null {
  const scanner = new Scanner(bytes);
  if (!scanner.object(0) || scanner.at !== bytes.length) return null;
  const { hash, prev, seq } = scanner;
  if (hash === null || prev === null || seq === null) return null;
  const seqText = bytes.toString('latin1', seq.valueStart, seq.end);
  const hashText = hexText(bytes, hash);
  const prevText = hexText(bytes, prev);
  if (hashText === null || prevText === null || !/^[1-9]\d{0,14}$/.test(seqText)) return null;
  // The member prev comes later in the order of names, so that a comma follows.
  const hashMember = { start: hash.start, end: hash.end + 1 };
  return { seq: Number(seqText), prev: prevText, hash: hashText, hashMember };
}

/** A member of the line itself: where it, and where its value, begins and ends. */
interface Member {
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The text of a value of 64 hexadecimal digits in quotes. */
function hexText(bytes: Buffer, { valueStart, end }: Member): string | null {
  if (end - valueStart !== 66) return null;
  for (let i = valueStart + 1; i < end - 1; i++) {
    const byte = bytes[i] ?? 0;
    if (!(isDigit(byte) || (byte >= letter.a && byte <= letter.f))) return null;
  }
  return bytes.toString('latin1', valueStart + 1, end - 1);
}

const quote = 0x22;
const plus = 0x2b;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const colon = 0x3a;
const bracket = { open: 0x5b, close: 0x5d };
const backslash = 0x5c;
const brace = { open: 0x7b, close: 0x7d };
const letter = { a: 0x61, e: 0x65, f: 0x66, n: 0x6e, t: 0x74 };
const literals: Readonly<Record<number, string>> = {
  [letter.t]: 'true',
  [letter.f]: 'false',
  [letter.n]: 'null',
};
/** What may follow a backslash in a canonical text, but for the u of rare control characters. */
const escaped: ReadonlySet<number> = new Set([...Buffer.from('"\\bfnrt')]);
const deepest = 64;

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Each method takes one thing at `at` and says whether it was there, in canonical form. */
class Scanner {
  at = 0;
  hash: Member | null = null;
  prev: Member | null = null;
  seq: Member | null = null;

  constructor(private readonly bytes: Buffer) {}

  object(depth: number): boolean {
    if (depth > deepest || !this.take(brace.open)) return false;
    if (this.take(brace.close)) return true;
    let before = -1;
    do {
      const start = this.at;
      if (!this.name()) return false;
      if (before >= 0 && !this.isLater(start, before)) return false;
      before = start;
      const nameEnd = this.at;
      if (!this.take(colon) || !this.value(depth + 1)) return false;
      if (depth === 0) this.note({ start, valueStart: nameEnd + 1, end: this.at });
    } while (this.take(comma));
    return this.take(brace.close);
  }

  private note(member: Member): void {
    const length = member.valueStart - member.start;
    if (length !== '"seq":'.length && length !== '"hash":'.length) return;
    const name = this.bytes.toString('latin1', member.start, member.valueStart);
    if (name === '"hash":') this.hash = member;
    else if (name === '"prev":') this.prev = member;
    else if (name === '"seq":') this.seq = member;
  }

  private value(depth: number): boolean {
    const byte = this.bytes[this.at] ?? 0;
    if (byte === quote) return this.text();
    if (byte === brace.open) return this.object(depth);
    if (byte === bracket.open) return this.list(depth);
    const literal = literals[byte];
    return literal === undefined ? this.number() : this.literal(literal);
  }

  private list(depth: number): boolean {
    if (depth > deepest || !this.take(bracket.open)) return false;
    if (this.take(bracket.close)) return true;
    do {
      if (!this.value(depth + 1)) return false;
    } while (this.take(comma));
    return this.take(bracket.close);
  }

  private text(): boolean {
    const { bytes } = this;
    for (let i = this.at + 1; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === quote) {
        this.at = i + 1;
        return true;
      }
      if (byte < 0x20) return false;
      if (byte === backslash) {
        i += 1;
        if (!escaped.has(bytes[i] ?? 0)) return false;
      }
    }
    return false;
  }

  /** A name of plain ASCII: the order of its bytes is that of its UTF-16 code units. */
  private name(): boolean {
    const { bytes } = this;
    if (!this.take(quote)) return false;
    for (let i = this.at; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === quote) {
        this.at = i + 1;
        return true;
      }
      if (byte < 0x20 || byte > 0x7e || byte === backslash) return false;
    }
    return false;
  }

  /** Whether the name in quotes at `one` sorts after the one at `other`. */
  private isLater(one: number, other: number): boolean {
    const { bytes } = this;
    for (let i = 1; ; i++) {
      const a = bytes[one + i] ?? 0;
      const b = bytes[other + i] ?? 0;
      // A name that ends is the shorter, and sorts first: so that equal names are not later.
      if (a === quote) return false;
      if (b === quote) return true;
      if (a !== b) return a > b;
    }
  }

  private number(): boolean {
    const start = this.at;
    if (this.plainNumber()) return true;
    this.at = start;
    return this.anyNumber();
  }

  /**
   * Up to 15 digits, at most six of them behind the point, and not 0 at the end: two such decimals are never the same double
   * (IEEE 754 keeps 15 digits), so that no shorter one is the canonical form, and ECMAScript writes them without exponent.
   */
  private plainNumber(): boolean {
    const negative = this.take(minus);
    const start = this.at;
    const whole = this.digits();
    const leadsWithZero = this.bytes[start] === zero;
    if (whole === 0 || (whole > 1 && leadsWithZero)) return false;
    if (!this.take(point)) return whole <= 15 && !(negative && leadsWithZero) && !this.isNumberPart();
    const fraction = this.digits();
    const endsWithZero = this.bytes[this.at - 1] === zero;
    return fraction > 0 && fraction <= 6 && whole + fraction <= 15 && !endsWithZero && !this.isNumberPart();
  }

  /** How many there are. */
  private digits(): number {
    const start = this.at;
    while (isDigit(this.bytes[this.at] ?? 0)) this.at += 1;
    return this.at - start;
  }

  private anyNumber(): boolean {
    const start = this.at;
    while (this.isNumberPart()) this.at += 1;
    const text = this.bytes.toString('latin1', start, this.at);
    const value = Number(text);
    return text !== '' && Number.isFinite(value) && String(value) === text;
  }

  /** A digit, a sign, the point or the e of an exponent. */
  private isNumberPart(): boolean {
    const byte = this.bytes[this.at] ?? 0;
    return isDigit(byte) || byte === point || byte === minus || byte === plus || byte === letter.e;
  }

  private literal(word: string): boolean {
    const end = this.at + word.length;
    if (this.bytes.toString('latin1', this.at, end) !== word) return false;
    this.at = end;
    return true;
  }

  private take(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }
}

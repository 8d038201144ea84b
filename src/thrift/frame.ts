// Frames of Thrift's framed transport: the length of a message in four bytes, then the message.
import { Malformed } from './read.js';
import { int32 } from './write.js';

export function framed(message: Uint8Array): Buffer {
  return Buffer.concat([int32(message.length), message]);
}

/** Puts the messages of one connection together, however the network has cut them. */
export class Frames {
  private readonly pieces: Buffer[] = [];
  private received = 0;

  /** @param largest bytes of a message that is still accepted */
  constructor(private readonly largest: number) {}

  /**
   * Yields the messages that are complete with these bytes.
   * @throws Malformed for a length that no message has; messages before it have been yielded
   */
  *add(bytes: Buffer): Generator<Buffer, void> {
    this.pieces.push(bytes);
    this.received += bytes.length;
    for (let length = this.nextLength(); length !== null; length = this.nextLength()) {
      const all = Buffer.concat(this.pieces.splice(0));
      this.pieces.push(all.subarray(4 + length));
      this.received -= 4 + length;
      yield all.subarray(4, 4 + length);
    }
  }

  /** Of the message at the front; null while a part of it is missing. */
  private nextLength(): number | null {
    if (this.received < 4) return null;
    const [first = Buffer.alloc(0)] = this.pieces;
    if (first.length < 4) this.pieces.splice(0, this.pieces.length, Buffer.concat(this.pieces));
    const length = this.pieces[0]?.readInt32BE() ?? 0;
    // As the servers of Thrift's Java library: an empty frame is none either.
    if (length <= 0 || length > this.largest) throw new Malformed(`a frame of ${length} bytes`);
    return this.received < 4 + length ? null : length;
  }
}

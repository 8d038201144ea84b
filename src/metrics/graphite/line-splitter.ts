// Cuts a stream of bytes into lines, and gives up on a line that does not end.

/** Bytes. Storm's longest names have a few hundred. */
export const longestLine = 4096;

const newline = 0x0a;

export class LineSplitter {
  private rest: Buffer[] = [];
  private restLength = 0;

  /**
   * Calls back for each line that is complete, without its end.
   * @returns false when a line is longer than it may be: nothing more should be read
   */
  push(chunk: Buffer, onLine: (line: string) => void): boolean {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const part = chunk.subarray(from, end);
      if (this.restLength + part.length > longestLine) return false;
      onLine(this.joined(part));
      from = end + 1;
    }
    return this.keep(chunk.subarray(from));
  }

  private joined(part: Buffer): string {
    const line = this.restLength === 0 ? part : Buffer.concat([...this.rest, part]);
    this.rest = [];
    this.restLength = 0;
    return line.toString('utf8');
  }

  /** A copy: the chunk belongs to a larger buffer that would be kept alive. */
  private keep(part: Buffer): boolean {
    if (this.restLength + part.length > longestLine) return false;
    if (part.length > 0) this.rest.push(Buffer.from(part));
    this.restLength += part.length;
    return true;
  }
}

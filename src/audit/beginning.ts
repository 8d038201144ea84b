// Where a journal begins, and which of its lines say that retention removed what came before.
import { z } from 'zod';
import type { JournalProblem } from './chain.js';
import { fileName, firstSeqOf, type JournalFile } from './files.js';
import type { SoundLine } from './line.js';

/** What a line of the kind `trimmed` says of the lines that are removed. */
export interface Announcement {
  /** Of the line itself. */
  readonly seq: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** The hash of the last of them. */
  readonly lastHash: string;
}

/** What retention has removed. */
export interface Trimmed {
  /** How many lines, all before the first there is. */
  readonly lines: number;
  /** The number of the line that says so. */
  readonly saidBy: number;
}

export interface Verdict {
  /** null where nothing is missing, or no line says that it may be. */
  readonly trimmed: Trimmed | null;
  readonly problem: JournalProblem | null;
  /** What is as retention, or a crash in the middle of it, leaves it. */
  readonly notes: readonly string[];
}

const announcementSchema = z.object({
  kind: z.literal('trimmed'),
  seq: z.int(),
  firstSeq: z.int().positive(),
  lastSeq: z.int().positive(),
  lastHash: z.string(),
});
const mark = Buffer.from('"kind":"trimmed"');

/** Gathers, line by line, what tells whether a journal may begin where it does. */
export class Beginning {
  private readonly removed: number;
  /** Numbers of the lines behind which a file begins: retention removes whole files. */
  private readonly ends: ReadonlySet<number>;
  /** Hashes of those lines, by their number. */
  private readonly hashes = new Map<number, string>();
  private readonly announcements: Announcement[] = [];

  /** @param files of the journal, in order */
  constructor(files: readonly JournalFile[]) {
    const [first = 1, ...others] = files.map(({ name }) => firstSeqOf(name));
    this.removed = first - 1;
    this.ends = new Set(others.map((seq) => seq - 1));
  }

  /** Whether the first line follows a line of that hash. */
  follows(hash: string | undefined): boolean {
    return hash !== undefined && this.hashes.get(this.removed) === hash;
  }

  /** @param bytes of the line */
  take({ seq, prev, hash }: SoundLine, bytes: Buffer): void {
    if (seq === this.removed + 1) this.hashes.set(this.removed, prev);
    if (this.ends.has(seq)) this.hashes.set(seq, hash);
    const announcement = announcementIn(bytes);
    if (announcement !== null) this.announcements.push(announcement);
  }

  /** Once every line was taken. */
  verdict(): Verdict {
    const { removed } = this;
    const voucher = this.voucher();
    const left = this.unfinished();
    const trimmed = voucher && { lines: removed, saidBy: voucher.seq };
    return {
      trimmed,
      problem: trimmed === null && removed > 0 ? notTheFirst(fileName(removed + 1)) : null,
      notes: [
        ...(trimmed === null ? [] : [trimmedText(trimmed)]),
        ...(left === null ? [] : [leftText(left, removed + 1)]),
      ],
    };
  }

  /**
   * The line that vouches for the beginning: it names the hash that the first line follows. Where only a part of what it
   * announces is gone, it names the hash of a line that is there, which the chain from the first line on leads to.
   */
  private voucher(): Announcement | null {
    const { removed } = this;
    const found = this.fitting().find(({ firstSeq, lastSeq }) => firstSeq <= removed && removed <= lastSeq);
    return found ?? null;
  }

  /** What announces the removal of lines that are still there, as far as can be; null where nothing does. */
  unfinished(): Announcement | null {
    const { removed } = this;
    const left = this.fitting().filter(
      ({ firstSeq, lastSeq }) => firstSeq <= removed + 1 && removed < lastSeq,
    );
    return left.reduce<Announcement | null>((a, b) => (a !== null && a.lastSeq >= b.lastSeq ? a : b), null);
  }

  private fitting(): readonly Announcement[] {
    return this.announcements.filter(({ lastSeq, lastHash }) => this.hashes.get(lastSeq) === lastHash);
  }
}

/** null for any other line. None can speak of lines after it: it does not know their hashes. */
function announcementIn(bytes: Buffer): Announcement | null {
  if (!bytes.includes(mark)) return null;
  return announcementSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
}

function notTheFirst(file: string): JournalProblem {
  const what = `is the first, but the journal begins with the file ${fileName(1)}, and no line of the kind trimmed vouches for what is missing`;
  return { file, line: null, seq: 1, what };
}

function trimmedText({ lines, saidBy }: Trimmed): string {
  const subject = lines === 1 ? 'one earlier line was' : `${lines} earlier lines were`;
  return `${subject} removed by retention, as line ${saidBy} says`;
}

/** What a crash in the middle of removing leaves, or a folder that cannot be removed from. */
function leftText({ seq, lastSeq }: Announcement, first: number): string {
  return `retention has not removed lines ${first} to ${lastSeq} yet, which line ${seq} announces`;
}

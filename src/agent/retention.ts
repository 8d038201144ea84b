// How long the journal is kept: once a day, and when the option changes, what is older is removed.
import type { Trim } from '../audit/index.js';
import { asTrimtabError, type TrimtabError } from '../errors/index.js';
import type { Logger } from '../util/index.js';
import { fatal } from './context.js';

/** Times in milliseconds since the epoch, by the clock of the machine. */
export interface TrimLimits {
  readonly before: number;
  readonly now: number;
  readonly signal: AbortSignal;
}

export interface RetentionOptions {
  /** agent.keepJournal: seconds, or for ever; asked anew each time, so that a reload takes hold. */
  readonly keep: () => number | 'forever';
  /** Removes what ended before that moment. */
  readonly trim: (limits: TrimLimits) => Promise<Trim>;
  /** Milliseconds since the epoch, by the clock of the machine. */
  readonly now: () => number;
  /** Milliseconds by a clock that nobody can set. */
  readonly elapsedMs: () => number;
  readonly log: Logger;
  /** The journal can no longer be written. */
  readonly onFatal: (error: TrimtabError) => void;
}

const dayMs = 86_400_000;
/** Between two looks a time service turns the clock by less. */
const mostMovedMs = 60_000;

/** The clock of the machine against one that nobody can set. */
interface ClockSeen {
  readonly offsetMs: number;
  /** null where it was steady for a day, or since the first look. */
  readonly moved: { readonly atElapsedMs: number; readonly isTold: boolean } | null;
}

export class Retention {
  private last: { readonly at: number; readonly keep: number | 'forever' } | null = null;
  private clock: ClockSeen | null = null;
  private running: Promise<void> | null = null;
  private readonly ending = new AbortController();

  constructor(private readonly options: RetentionOptions) {}

  /** Called with every look; does not wait. */
  ifDue(): void {
    const { keep, now } = this.options;
    const [wanted, at] = [keep(), now()];
    const isSteady = this.isSteady(at, wanted);
    // A clock that was set back must not put it off.
    const isRecent = this.last !== null && Math.abs(at - this.last.at) < dayMs;
    if (this.running !== null || this.ending.signal.aborted) return;
    if (!isSteady || (isRecent && this.last?.keep === wanted)) return;
    this.last = { at, keep: wanted };
    if (wanted === 'forever') return;
    this.running = this.trim({ before: at - wanted * 1000, now: at }).finally(() => {
      this.running = null;
    });
  }

  /** By a clock that was just set years ahead everything is too old; somebody has a day to set it right. */
  private isSteady(at: number, wanted: number | 'forever'): boolean {
    const elapsedMs = this.options.elapsedMs();
    const offsetMs = at - elapsedMs;
    const before = this.clock ?? { offsetMs, moved: null };
    const movedMs = offsetMs - before.offsetMs;
    const isMoved = Math.abs(movedMs) > mostMovedMs;
    const atElapsedMs = isMoved ? elapsedMs : before.moved?.atElapsedMs;
    if (atElapsedMs === undefined || elapsedMs - atElapsedMs >= dayMs) {
      this.clock = { offsetMs, moved: null };
      return true;
    }
    const wasTold = before.moved?.isTold ?? false;
    this.clock = { offsetMs, moved: { atElapsedMs, isTold: wasTold || wanted !== 'forever' } };
    if (!wasTold && wanted !== 'forever') this.warn(isMoved ? movedMs : null);
    return false;
  }

  private warn(movedMs: number | null): void {
    const by = movedMs === null ? '' : ` by ${Math.round(movedMs / 1000)} s`;
    this.options.log.warn('journal-not-trimmed', {
      text: `the clock of the machine moved${by} against the time that passed: it was set. Nothing of the journal is removed until the clock has been steady for a day`,
      next: 'If the time is wrong (timedatectl), set it right within that day: by a clock that is ahead lines are removed that are not too old.',
    });
  }

  /** Nothing more is written or removed once it resolves. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async trim(limits: Omit<TrimLimits, 'signal'>): Promise<void> {
    const { trim, log, onFatal } = this.options;
    try {
      const { removed, stayed } = await trim({ ...limits, signal: this.ending.signal });
      if (removed.length > 0) log.info('journal-trimmed', { files: removed });
      if (stayed !== null) log.warn('journal-not-trimmed', { ...stayed });
    } catch (thrown) {
      const error = asTrimtabError(thrown);
      if (fatal.has(error.code)) return onFatal(error);
      log.error('journal-not-trimmed', { code: error.code, text: error.message, next: error.next });
    }
  }
}

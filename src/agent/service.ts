// What the agent tells the service manager: that it is ready, reloads or ends, that its looks go on, and what it last decided.
import type { Journal, JournalEntry, JournalKind } from '../audit/index.js';
import { cut, type ServiceManager } from '../util/index.js';

/** Lines of the journal that an operator wants to see in `systemctl status`. */
const told: ReadonlySet<JournalKind> = new Set([
  'decided',
  'intended',
  'applied',
  'verified',
  'reverted',
  'failed',
  'superseded',
  'persisted',
  'override-seen',
  'paused',
  'resumed',
]);

const longestStatus = 200;

export class Service {
  private readonly looked = new Set<string>();
  /** What systemd is shown; the decisions of a reload must not be lost by it. */
  private status = 'watching; nothing decided yet';
  /** What was decided in the last moment must not stand over the end. */
  private isEnding = false;

  constructor(private readonly manager: ServiceManager) {}

  /** At the start, and after each reload. */
  async ready(): Promise<void> {
    await this.tell({ READY: '1', STATUS: this.status });
  }

  /** @param monotonicUs the clock of the machine that is never set, microseconds */
  async reloading(monotonicUs: bigint): Promise<void> {
    await this.tell({ RELOADING: '1', MONOTONIC_USEC: String(monotonicUs) });
  }

  async stopping(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.manager.tell({ STOPPING: '1', STATUS: 'ending' });
  }

  /**
   * A look at a cluster came to its end, or takes long and goes on. The watchdog is fed when that is so of all of them: one that hangs is
   * not hidden by others.
   * @param watched the clusters that there are now
   */
  async lookedAt(cluster: string, watched: readonly string[]): Promise<void> {
    this.looked.add(cluster);
    if (!watched.every((name) => this.looked.has(name))) return;
    this.looked.clear();
    await this.tell({ WATCHDOG: '1' });
  }

  /** The same journal; what it takes is shown as the status. */
  listening(journal: Journal): Journal {
    return {
      append: async (entry) => {
        await journal.append(entry);
        const status = statusOf(entry);
        if (status === null) return;
        this.status = status;
        // Whoever writes the journal does not wait for a program to start.
        void this.tell({ STATUS: status });
      },
      close: () => journal.close(),
    };
  }

  private async tell(state: Readonly<Record<string, string>>): Promise<void> {
    if (!this.isEnding) await this.manager.tell(state);
  }
}

/** One line such as "prod/words decided COOL_DOWN: its last change was 33 s ago"; null for what is not worth one. */
export function statusOf({ kind, at, topology, body = {} }: JournalEntry): string | null {
  if (!told.has(kind)) return null;
  const where = topology === null ? '' : `${topology.cluster}/${topology.name} `;
  const code = typeof body['code'] === 'string' ? ` ${body['code']}` : '';
  const text = typeof body['text'] === 'string' ? `: ${body['text']}` : '';
  const line = `${at.slice(0, 19)}Z ${where}${kind}${code}${text}`.replace(/\p{C}|\s+/gu, ' ');
  return line.length > longestStatus ? `${cut(line, longestStatus - 1)}…` : line;
}

/**
 * What to say where systemd would take an agent that only waits for its next look for one that hangs; null where it will not.
 * @param watchdogUsec of the environment
 * @param gapSeconds between two looks
 */
export function watchdogProblem(watchdogUsec: string | undefined, gapSeconds: number): string | null {
  const watchdogSeconds = Number(watchdogUsec ?? Number.NaN) / 1e6;
  if (!(watchdogSeconds < 2 * gapSeconds)) return null;
  return `WatchdogSec is ${watchdogSeconds} s and agent.schedule looks every ${gapSeconds} s: systemd would end the agent between two looks`;
}

// Clusters that could not be started: said once for each reason, and tried again every minute until they are watched.
import type { TrimtabError } from '../errors/index.js';
import type { Logger } from '../util/index.js';
import type { WatchedCluster } from './prepared.js';

/** Long enough to cost nothing, short enough that nobody needs to send SIGHUP once the port or file is free. */
const againMs = 60_000;

export interface LaterStart {
  readonly cluster: WatchedCluster;
  /** What ended the run before. */
  readonly after: 'end' | 'reload';
}

export class NotStarted {
  private readonly waiting = new Map<string, LaterStart>();
  /** What was said last of each, so that a port taken for a day is one line and not one a minute. */
  private readonly said = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private hasEnded = false;

  /** @param again called every minute as long as there is one; must not reject */
  constructor(
    private readonly log: Logger,
    private readonly again: () => Promise<void>,
  ) {}

  add(later: LaterStart, { code, message, next }: TrimtabError): void {
    if (this.hasEnded) return;
    const { name } = later.cluster;
    const text = `${message}; this cluster is not watched`;
    this.waiting.set(name, later);
    this.timer ??= setTimeout(() => void this.try(), againMs);
    if (this.said.get(name) === text) return;
    this.said.set(name, text);
    const said = `${next} It is tried again every minute.`;
    this.log.error('cluster-not-started', { cluster: name, code, text, next: said });
  }

  /** What is to be tried now. */
  get all(): readonly LaterStart[] {
    return [...this.waiting.values()];
  }

  /** It is watched. */
  started(name: string): void {
    if (!this.waiting.delete(name)) return;
    this.said.delete(name);
    this.log.info('cluster-started', { cluster: name });
  }

  end(): void {
    this.hasEnded = true;
    this.clear();
  }

  /** The configuration is another. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting.clear();
    this.said.clear();
  }

  private async try(): Promise<void> {
    this.timer = undefined;
    await this.again();
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.try(), againMs);
  }
}

// Which Heron a cluster runs, asked for at first only: a poll has few requests to spare.
import type { ExecutionState } from './schemas.js';
import type { Tracker } from './tracker.js';

export class KnownVersion {
  private ofTracker: string | null = null;
  private ofTopologies: string | null = null;

  constructor(private readonly source: Tracker) {}

  /** At first, and after a failure, it costs two requests. */
  async read(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const known = this.ofTracker ?? this.ofTopologies;
    if (known !== null) return known;
    const [{ trackerVersion }, states] = await Promise.all([
      this.source.detect(signal),
      this.source.states(signal),
    ]);
    this.ofTracker = trackerVersion;
    this.note(states);
    return this.ofTracker ?? this.ofTopologies ?? '0.20.5 or later';
  }

  /** A Tracker of 0.20.5 on does not tell its own; topologies do. */
  note(states: readonly ExecutionState[]): void {
    const releases = states.flatMap(({ release_version }) => release_version ?? []).sort();
    this.ofTopologies = releases.at(-1) ?? null;
  }

  /** What did not answer may be another one when it answers again. */
  forget(): void {
    this.ofTracker = null;
    this.ofTopologies = null;
  }
}

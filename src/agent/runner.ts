// The agent of one cluster: its lock, its schedule, and what becomes of a tick that fails.
import { setTimeout } from 'node:timers/promises';
import { asTrimtabError, TrimtabError } from '../errors/index.js';
import type { KernelLock } from '../util/index.js';
import { lockedError, tryLockForActing } from './acting-lock.js';
import { type AgentContext, fatal } from './context.js';
import { type Schedule, startSchedule } from './schedule.js';
import { tick } from './tick.js';

export interface RunnerOptions {
  readonly agent: AgentContext;
  readonly timeScale: number;
  readonly schedule: () => { readonly expression: string; readonly timeZone: string };
  /** Whether any topology may be changed: then no second agent may act on the same cluster. */
  readonly mayAct: () => boolean;
  /** Waits for the lock and takes over, where another agent of this host has it at the start; otherwise that ends the agent. */
  readonly standBy?: boolean;
  /** Said to another agent that wants the same lock. */
  readonly about: string;
  /** A failure after which the agent must not go on, such as a journal that cannot be written. */
  readonly onFatal: (error: TrimtabError) => void;
  /** A look came to its end, also where the cluster did not answer; not where Trimtab itself is at fault. */
  readonly onLooked?: () => void;
  /** A look goes on: it is done with one more topology. At most once a minute of the cluster's clock, and not where Trimtab was at fault at the last look. */
  readonly onProgress?: () => void;
}

/** How often it is looked for requests: by the wall, as whoever waits for the answer. */
const attendMs = 2000;

/** Whoever is told of progress starts a program for it. */
const progressMs = 60_000;

export class Runner {
  private schedule: Schedule | null = null;
  private lock: KernelLock | null = null;
  /** The tick under way: the next one waits for its turn. */
  private running: Promise<void> | null = null;
  private attending: Promise<void> | null = null;
  private readonly ending = new AbortController();
  /** The failure that was said last, so that an outage is one line and not one a minute. */
  private failure = '';
  /** Elapsed milliseconds of the agent's clock when the look under way began, or its progress was told last. */
  private toldAtMs = 0;
  /** Whether the look under way, which waits for no change, is still there at the next time of the schedule. */
  private isTooLong = false;
  /** Whether that was said of the look before: every look of a large cluster may be. */
  private saidTooLong = false;

  constructor(private readonly options: RunnerOptions) {}

  /** @throws TrimtabError TRIMTAB_E_LOCKED when another agent acts on this cluster, and this one is not to stand by */
  async start(): Promise<void> {
    const { agent, standBy } = this.options;
    const heldBy = await this.ensureLock(standBy === true).catch((error: unknown) => {
      // A cluster that does not answer now may do so later.
      if (error instanceof TrimtabError && error.exitCode === 3) return null;
      throw error;
    });
    if (heldBy !== null && standBy !== true) throw lockedError(agent.cluster, { heldBy });
    // Asked to end meanwhile.
    if (this.options.agent.signal.aborted) return await this.stop();
    this.reschedule();
    this.attending = this.attend();
  }

  /** Somebody who has approved a change waits: he need not wait for the schedule. */
  private async attend(): Promise<void> {
    const { agent } = this.options;
    const { state } = agent;
    const signal = AbortSignal.any([agent.signal, this.ending.signal]);
    for (;;) {
      await setTimeout(attendMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      if (this.running !== null) continue;
      // A directory that cannot be read is said by the look that needs it.
      if (await state.requests.isAny(agent.cluster.name).catch(() => false)) await this.look();
    }
  }

  /** After a reload, or at the start. */
  reschedule(): void {
    const { agent, timeScale, schedule } = this.options;
    void this.schedule?.stop();
    this.schedule = startSchedule({
      ...schedule(),
      timeScale,
      clock: agent.clock,
      task: () => this.look(),
      onMissed: () => this.saySkipped('missed'),
      onOverlap: () => {
        this.isTooLong ||= agent.memory.inHand === null;
        this.saySkipped('overlap');
      },
    });
  }

  /** The caller has aborted the agent's signal, so that what is under way ends soon. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.schedule?.stop();
    await this.running;
    await this.attending;
    await this.releaseLock();
  }

  private async releaseLock(): Promise<void> {
    await this.lock?.release();
    this.lock = null;
  }

  private async look(): Promise<void> {
    if (this.running !== null) return this.saySkipped('overlap');
    const { clock, signal } = this.options.agent;
    const beganAtMs = clock.elapsedMs();
    this.toldAtMs = beganAtMs;
    this.isTooLong = false;
    this.running = this.runOnce();
    await this.running;
    this.running = null;
    if (signal.aborted) return;
    this.sayTooLong((clock.elapsedMs() - beganAtMs) / 1000);
    if (this.failure !== 'TRIMTAB_E_INTERNAL') this.options.onLooked?.();
  }

  /** Once for looks in a row; of one that failed, that is what is said. */
  private sayTooLong(tookSeconds: number): void {
    const { log, cluster, memory } = this.options.agent;
    const isTooLong = this.isTooLong && this.failure === '';
    if (isTooLong && !this.saidTooLong) {
      const [topologies, seconds] = [memory.watches.size, Math.round(tookSeconds)];
      const text = `a look at ${topologies} topologies took ${seconds} s, longer than agent.schedule leaves for it: looks are left out`;
      const next =
        'Look less often (agent.schedule), set mode observe for topologies that need no decision, or raise concurrency of the cluster.';
      log.warn('look-too-long', { cluster: cluster.name, seconds, text, next });
    }
    this.saidTooLong = isTooLong;
  }

  private progress(): void {
    const { onProgress, agent } = this.options;
    const now = agent.clock.elapsedMs();
    if (now - this.toldAtMs < progressMs || this.failure === 'TRIMTAB_E_INTERNAL') return;
    this.toldAtMs = now;
    onProgress?.();
  }

  private saySkipped(why: string): void {
    const { log, cluster } = this.options.agent;
    log.debug('tick-skipped', { cluster: cluster.name, why });
  }

  private async runOnce(): Promise<void> {
    const { agent, onFatal } = this.options;
    const { log, cluster, signal } = agent;
    if (signal.aborted) return;
    try {
      await this.ensureLock(true);
      await tick(agent, this.lock !== null, () => this.progress());
      if (this.failure !== '') log.info('cluster-back', { cluster: cluster.name });
      this.failure = '';
    } catch (thrown) {
      if (agent.signal.aborted) return;
      const error = asTrimtabError(thrown);
      if (fatal.has(error.code)) return onFatal(error);
      if (error.code !== this.failure) {
        const details = error.code === 'TRIMTAB_E_INTERNAL' ? { stack: (thrown as Error).stack } : {};
        const { code, message: text, next } = error;
        log.error('tick-failed', { cluster: cluster.name, code, text, next, ...details });
      }
      this.failure = error.code;
    }
  }

  /**
   * @param standsBy whether it goes on where another has the lock
   * @returns who else has it; null where this one has it, or needs none
   */
  private async ensureLock(standsBy: boolean): Promise<string | null> {
    const { agent, mayAct, about } = this.options;
    const { cluster, signal, log, memory } = agent;
    const before = memory.otherAgent;
    if (!mayAct()) {
      memory.otherAgent = null;
      await this.releaseLock();
      return null;
    }
    if (this.lock !== null) return null;
    const got = await tryLockForActing(cluster, about, signal);
    if ('release' in got) {
      this.lock = got;
      memory.otherAgent = null;
      if (before !== null) log.info('took-over', { cluster: cluster.name, from: before });
      return null;
    }
    memory.otherAgent = got.heldBy;
    if (before === null && standsBy) {
      const text = `another agent acts on the cluster: ${got.heldBy}; this one watches, and takes over when that one ends`;
      const next = 'Nothing to do; to let this one act, end the other.';
      log.warn('standing-by', { cluster: cluster.name, text, next });
    }
    return got.heldBy;
  }
}

// The whole agent: one runner for each cluster, a journal for all, reloading and a clean end.
import { hostname, uptime } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterConfig, Config, LoadedConfig } from '../config/index.js';
import { asTrimtabError, TrimtabError } from '../errors/index.js';
import { digestOf } from './config-digest.js';
import { type AgentContext, fatal } from './context.js';
import { keepDrifts } from './look/notice-drift.js';
import { NotStarted } from './not-started.js';
import { openContext, rememberedMs, type Surroundings } from './open-context.js';
import type { OpenedCluster } from './opened-cluster.js';
import { record, recordModel } from './own-lines.js';
import { letGo, openIn } from './past/let-go.js';
import { skimmed } from './past/skim.js';
import { mayAct, type Prepared, prepare, type WatchedCluster } from './prepared.js';
import { Retention, type RetentionOptions } from './retention.js';
import { Runner } from './runner.js';
import { modelOf, type Policies, settingsOf } from './settings.js';

export interface DaemonOptions extends Surroundings {
  /** The configuration as it is now; asked again for each reload. Throws when it is bad. */
  readonly load: () => LoadedConfig;
  /** Which of its clusters; undefined: all. */
  readonly only: string | undefined;
  readonly open: (cluster: ClusterConfig) => Promise<OpenedCluster>;
  /**
   * Who decides by this configuration; asked again for each reload.
   * @throws TrimtabError for a model that cannot be used
   */
  readonly policies: (agent: Config['agent']) => Promise<Policies>;
  /** Removes what of the journal is too old. */
  readonly trim: RetentionOptions['trim'];
  readonly version: string;
  /** Waits where another agent of this host acts on a cluster, and takes over when that one ends. */
  readonly standBy?: boolean;
  /** A look at a cluster came to its end, or takes long and goes on; told with the names of all that are watched. */
  readonly onLooked?: (cluster: string, watched: readonly string[]) => void;
}

interface Running {
  readonly config: WatchedCluster;
  readonly agent: AgentContext;
  readonly runner: Runner;
  readonly stopping: AbortController;
  readonly close: () => Promise<void>;
}

export class Daemon {
  private config: Config;
  private loaded: LoadedConfig;
  private policies: Policies;
  /** Those of the start. */
  private readonly clusters: readonly WatchedCluster[];
  private readonly running = new Map<string, Running>();
  /** No longer watched, or not yet again: what they left open stays open until somebody finds out about it. */
  private readonly unwatched = new Map<string, AgentContext>();
  /** Resolves only when the agent cannot go on. */
  readonly failed: Promise<TrimtabError>;
  /** Once set, nothing more is started. */
  private ending = false;
  /** The start, reload or further try to start a cluster that is under way, which never rejects. */
  private underWay = Promise.resolve();
  private giveUp: (error: TrimtabError) => void = () => {};
  private readonly retention: Retention;
  private readonly notStarted: NotStarted;

  private constructor(
    private readonly options: DaemonOptions,
    { loaded, policies, clusters }: Prepared,
  ) {
    this.loaded = loaded;
    this.config = loaded.config;
    this.policies = policies;
    this.clusters = clusters;
    this.failed = new Promise((resolve) => {
      this.giveUp = resolve;
    });
    this.retention = new Retention({
      keep: () => this.config.agent.keepJournal,
      trim: options.trim,
      now: () => Date.now(),
      // Goes on while the machine sleeps, as the clock of the wall does.
      elapsedMs: () => uptime() * 1000,
      log: options.log,
      onFatal: (error) => this.giveUp(error),
    });
    this.notStarted = new NotStarted(options.log, () => this.alone(() => this.startAgain()));
  }

  /** @throws TrimtabError when the configuration is bad, or a file that it names */
  static async open(options: DaemonOptions): Promise<Daemon> {
    return new Daemon(options, await prepare(options));
  }

  /** @throws TrimtabError TRIMTAB_E_LOCKED, whatever the journal throws, and why the first cluster cannot be started where none can */
  async start(): Promise<void> {
    await this.alone(() => this.startOnce());
  }

  private async startOnce(): Promise<void> {
    const { version, log } = this.options;
    const { clusters } = this;
    await record(this.options.journal, 'started', {
      version,
      host: hostname(),
      pid: process.pid,
      clusters: clusters.map((c) => c.name),
      config: digestOf(this.loaded),
      text: `Trimtab ${version} on ${clusters.map((c) => c.name).join(', ')}`,
    });
    log.info('started', { version, clusters: clusters.map((c) => c.name) });
    this.retention.ifDue();
    await recordModel(this.options, modelOf(this.policies));
    await this.startClusters();
  }

  /** One that cannot be opened leaves the others watched; with another agent on one of them this one has no place. */
  private async startClusters(): Promise<void> {
    const failures: { readonly cluster: WatchedCluster; readonly error: TrimtabError }[] = [];
    for (const cluster of this.clusters) {
      try {
        await this.startCluster(cluster, 'end');
      } catch (thrown) {
        const error = asTrimtabError(thrown);
        if (fatal.has(error.code) || error.code === 'TRIMTAB_E_LOCKED') throw error;
        await this.stopCluster(cluster.name);
        failures.push({ cluster, error });
      }
    }
    const [first] = failures;
    if (first !== undefined && this.running.size === 0) throw first.error;
    for (const { cluster, error } of failures) this.notStarted.add({ cluster, after: 'end' }, error);
  }

  private async startAgain(): Promise<void> {
    for (const { cluster, after } of this.notStarted.all) {
      await this.startOrSay(cluster, after);
      // An agent that watches nothing yet is not one that hangs.
      this.options.onLooked?.(cluster.name, [...this.running.keys()]);
    }
  }

  /** Keeps the old configuration, and its model, when the new one is bad. */
  async reload(): Promise<void> {
    await this.alone(() => this.reloadOnce());
  }

  /** One after the other: two at once could start the same cluster twice. */
  private async alone(work: () => Promise<void>): Promise<void> {
    const done = this.underWay.then(() => (this.ending ? undefined : work()));
    this.underWay = done.catch(() => {});
    await done;
  }

  private async reloadOnce(): Promise<void> {
    const { log } = this.options;
    let prepared: Prepared;
    try {
      prepared = await prepare(this.options);
      const { loaded } = prepared;
      if (loaded.config.stateDir !== this.config.stateDir) {
        throw new TrimtabError('TRIMTAB_E_CONFIG', 'stateDir cannot change while the agent runs', {
          next: 'Restart the agent.',
        });
      }
    } catch (thrown) {
      const { code, message: text, next } = asTrimtabError(thrown);
      const kept = modelOf(this.policies) === null ? 'configuration holds' : 'configuration and model hold';
      log.error('config-refused', { code, text: `${text.replace(/\.$/, '')}; the former ${kept}`, next });
      return;
    }
    // Reading a model takes a while; the end may have come meanwhile.
    if (this.hasEnded()) return;
    const { loaded, policies, clusters: wanted } = prepared;
    const model = modelOf(policies);
    if (!isDeepStrictEqual(model, modelOf(this.policies))) await recordModel(this.options, model);
    this.loaded = loaded;
    this.config = loaded.config;
    this.policies = policies;
    for (const [name, { config }] of this.running) {
      const same = wanted.some((c) => c.name === name && isDeepStrictEqual(c, config));
      if (!same) await this.stopCluster(name);
    }
    if (this.hasEnded()) return;
    await record(this.options.journal, 'config-reloaded', {
      config: digestOf(loaded),
      clusters: wanted.map((c) => c.name),
      text: `read anew: ${loaded.file?.path ?? 'no file'}`,
    });
    log.info('config-reloaded', { file: loaded.file?.path ?? null });
    this.notStarted.clear();
    for (const cluster of wanted) {
      const running = this.running.get(cluster.name);
      if (running === undefined) await this.startOrSay(cluster, 'reload');
      else running.runner.reschedule();
    }
    for (const [name, agent] of this.unwatched) {
      if (this.hasEnded() || wanted.some((c) => c.name === name)) continue;
      const since = agent.clock.now() - rememberedMs;
      const { readJournal } = this.options;
      await letGo(
        agent,
        skimmed((passesOver) => readJournal(since, passesOver)),
      );
      this.unwatched.delete(name);
    }
  }

  /** One cluster that cannot be opened leaves the others watched. */
  private async startOrSay(config: WatchedCluster, after: 'end' | 'reload'): Promise<void> {
    try {
      await this.startCluster(config, after);
      this.notStarted.started(config.name);
    } catch (thrown) {
      const error = asTrimtabError(thrown);
      await this.stopCluster(config.name);
      if (fatal.has(error.code)) return this.giveUp(error);
      this.notStarted.add({ cluster: config, after }, error);
    }
  }

  /** Ends what is under way without undoing anything: a change in mid-air is found out about at the next start. */
  async stop(reason: string): Promise<void> {
    this.ending = true;
    this.notStarted.end();
    // All at once: while one comes to its end, which a cluster may hold up, another must not begin a change.
    for (const { stopping } of this.running.values()) stopping.abort(interruption());
    for (const name of [...this.running.keys()]) await this.stopCluster(name);
    // It may be ending clusters as well, whose last lines come before that of the end.
    await this.underWay;
    const open = [...this.unwatched.values()].flatMap(({ memory }) => openIn(memory));
    await this.retention.stop();
    await record(this.options.journal, 'stopped', {
      reason,
      open,
      text: open.length === 0 ? reason : `${reason}; still open: ${open.join(', ')}`,
    });
    this.options.log.info('stopped', { reason, open });
  }

  private async startCluster(config: WatchedCluster, after: 'end' | 'reload'): Promise<void> {
    if (this.ending) return;
    const opened = await this.options.open(config);
    const stopping = new AbortController();
    let agent: AgentContext;
    try {
      const settings = () => settingsOf(this.config, config.name, this.policies);
      agent = await openContext(this.options, opened, settings, stopping.signal, after);
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
    // The journal may be long, and the end may have come meanwhile.
    if (this.hasEnded()) return await opened.close();
    const onProgress = (): void => this.options.onLooked?.(config.name, [...this.running.keys()]);
    const runner = new Runner({
      agent,
      timeScale: config.timeScale,
      schedule: () => {
        const { schedule, timeZone } = this.config.agent;
        return { expression: schedule, timeZone };
      },
      mayAct: () => mayAct(this.config),
      standBy: this.options.standBy === true,
      about: `process ${process.pid}, state directory ${this.config.stateDir}`,
      onFatal: (error) => this.giveUp(error),
      onLooked: () => {
        this.retention.ifDue();
        onProgress();
      },
      onProgress,
    });
    const close = (): Promise<void> => opened.close();
    this.running.set(config.name, { config, agent, runner, stopping, close });
    this.unwatched.delete(config.name);
    await runner.start();
  }

  /** A call: the compiler takes a field for what it was before an await. */
  private hasEnded(): boolean {
    return this.ending;
  }

  private async stopCluster(name: string): Promise<void> {
    const running = this.running.get(name);
    if (running === undefined) return;
    this.running.delete(name);
    this.unwatched.set(name, running.agent);
    running.stopping.abort(interruption());
    await running.runner.stop();
    await keepDrifts(running.agent);
    await running.close();
  }
}

function interruption(): TrimtabError {
  return new TrimtabError('TRIMTAB_E_INTERRUPTED', 'the agent is ending');
}

// An agent that acts on emulated clusters over real sockets, in their time: a tick takes milliseconds, and what the wire carries is counted.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type AgentContext, type AgentSettings, emptyMemory, type Memory } from '../../src/agent/context.js';
import { KillSwitch, openStateDir, timePrefix } from '../../src/agent/index.js';
import { changesIn } from '../../src/agent/past/changes.js';
import { tick } from '../../src/agent/tick.js';
import { type JournalEntry, type JournalKind, type JournalLine, openJournal } from '../../src/audit/index.js';
import { type Cluster, heronCluster, nimbusCluster, stormCluster } from '../../src/clusters/index.js';
import { builtInTopology } from '../../src/config/index.js';
import {
  type SimulatedHeron,
  type SimulatedStorm,
  startSimulatedHeron,
  startSimulatedStorm,
} from '../../src/emulator/index.js';
import { parallelismOf } from '../../src/model/index.js';
import { type Scenario, topWords } from '../../src/simulator/index.js';
import type { Clock } from '../../src/util/index.js';
import { whilePending } from '../emulator/heron/while-pending.js';
import { type Between, between, ways } from './heron-between.js';
import { joined } from './joined.js';
import { ds2 } from './policies.js';
import { incomplete, type Logged, loggerInto, retold, type Told } from './retold.js';

/** A rebalance as Nimbus got it; an update of Heron as it is carried out, with all instances there are then. */
export interface Call {
  readonly topology: string;
  readonly atSeconds: number;
  readonly waitSeconds: number;
  readonly change: Parameters<SimulatedStorm['world']['rebalance']>[2];
}

export interface ActingOptions {
  readonly scenarios?: readonly Scenario[];
  /** Through the UI or, by default, Nimbus alone; `tracker`: Heron, with its API server. */
  readonly through?: 'ui' | 'nimbus' | 'tracker';
  readonly generation?: 'fastapi' | 'tornado';
  /** How updates of Heron go; default: through its API server. */
  readonly by?: 'api' | 'command';
  readonly topology?: (name: string) => Partial<ReturnType<AgentSettings['topology']>>;
  readonly settings?: Partial<Omit<AgentSettings, 'topology'>>;
  /** What lies between the agent and the cluster. */
  readonly between?: (cluster: Cluster) => Cluster;
  readonly isHere?: (host: string) => boolean;
  /** Ids begin with the time, as those of a daemon do; else they are counted. */
  readonly timedIds?: boolean;
}

interface Planned {
  readonly atSeconds: number;
  readonly act: () => void;
}

export class Acting {
  readonly journal: Told[] = [];
  readonly logs: Logged[] = [];
  readonly calls: Call[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'trimtab-acting-'));
  readonly killSwitch = new KillSwitch(this.directory);
  readonly clock: Clock;
  agent: AgentContext;
  /** To change while it runs. */
  options: ActingOptions;
  /** The journal's disk: throws in place of writing. */
  diskFault: (entry: JournalEntry) => Error | undefined = () => undefined;
  /** Set forward or back, as an operator would set the machine's clock. */
  clockSetSeconds = 0;
  private stopping = new AbortController();
  private readonly planned: Planned[] = [];
  private readonly reactions: { readonly kind: JournalKind; readonly act: () => void }[] = [];
  private beforeCall: (() => 'lost' | undefined) | undefined;
  private afterCall: (() => void) | undefined;
  private readonly beginMs: number;

  private constructor(
    readonly emulated: readonly (SimulatedStorm | SimulatedHeron)[],
    private readonly proxied: Between | null,
    options: ActingOptions,
  ) {
    this.options = options;
    this.beginMs = this.world.nowMs();
    this.clock = {
      now: () => this.world.nowMs() + this.clockSetSeconds * 1000,
      elapsedMs: () => this.world.nowMs() - this.beginMs,
      sleep: (milliseconds, signal) => {
        if (signal?.aborted) return Promise.reject(signal.reason as Error);
        this.pass(milliseconds / 1000);
        return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
      },
    };
    for (const { world } of emulated) this.listenTo(world);
    this.agent = this.context(emptyMemory());
  }

  static async start(options: ActingOptions = {}): Promise<Acting> {
    const scenarios = options.scenarios ?? [topWords()];
    const { through, generation = 'fastapi' } = options;
    const emulated = scenarios.map((scenario) =>
      through === 'tracker'
        ? startSimulatedHeron({ scenario, generation, speed: 0 })
        : startSimulatedStorm({ scenario, speed: 0 }),
    );
    const started = await Promise.all(emulated);
    const [first] = started;
    const proxied = first !== undefined && 'trackerUrl' in first ? await between(first) : null;
    return new Acting(started, proxied, options);
  }

  async stop(): Promise<void> {
    await Promise.all(this.emulated.map((one) => one.stop()));
    await this.proxied?.stop();
    expect(incomplete(this.logs)).toEqual([]);
  }

  get world(): SimulatedStorm['world'] {
    const [first] = this.emulated;
    if (first === undefined) throw new Error('no cluster');
    return first.world;
  }

  get heron(): SimulatedHeron {
    const [first] = this.emulated;
    if (first === undefined || !('trackerUrl' in first)) throw new Error('no Heron');
    return first;
  }

  get proxies(): Between {
    if (this.proxied === null) throw new Error('no Heron');
    return this.proxied;
  }

  get topologyId(): string {
    return this.world.topologies()[0]?.id ?? '';
  }

  /** In force, by what Nimbus has assigned. */
  executors(component: string): number {
    return this.world.topologies()[0]?.components.find((c) => c.name === component)?.executors ?? 0;
  }

  get elapsedSeconds(): number {
    return this.clock.elapsedMs() / 1000;
  }

  /** So many looks, a minute of the cluster apart unless it is said otherwise. */
  async ticks(n: number, apartSeconds = 60): Promise<void> {
    for (let i = 0; i < n; i++) {
      await tick(this.agent, true);
      this.pass(apartSeconds);
    }
  }

  /** Looks until the journal has such a line that it did not have before; that line. */
  async until(kind: JournalKind, most = 20): Promise<Told> {
    const before = this.lines(kind).length;
    for (let i = 0; i < most; i++) {
      await this.ticks(1);
      const found = this.lines(kind)[before];
      if (found !== undefined) return found;
    }
    throw new Error(`no ${kind} within ${most} ticks: ${this.story().join('; ')}`);
  }

  lines(...kinds: JournalKind[]): Told[] {
    return this.journal.filter((line) => kinds.includes(line.kind));
  }

  /** The journal as a reader would retell it: one word or two a line, without the measurements. */
  story(): string[] {
    return this.journal.filter(({ kind }) => kind !== 'evaluated').map(retold);
  }

  /** Passes time on all clusters, and does what is planned for it. */
  pass(seconds: number): void {
    const end = this.elapsedSeconds + seconds;
    while (this.elapsedSeconds < end - 1e-6) {
      const step = Math.min(1, end - this.elapsedSeconds);
      for (const { world } of this.emulated) world.advance(step);
      const due = this.planned.filter((p) => p.atSeconds <= this.elapsedSeconds);
      for (const one of due) {
        this.planned.splice(this.planned.indexOf(one), 1);
        one.act();
      }
    }
  }

  /** In so many seconds of the cluster. */
  in(seconds: number, act: () => void): void {
    this.planned.push({ atSeconds: this.elapsedSeconds + seconds, act });
  }

  /** Once the next line of that kind is written. */
  on(kind: JournalKind, act: () => void): void {
    this.reactions.push({ kind, act });
  }

  /** As the next rebalance reaches Nimbus, before it is carried out. */
  asCallArrives(act: () => void): void {
    this.beforeCall = () => void act();
  }

  /** Nimbus dies with the next rebalance in its hands, and knows nothing of it afterwards. */
  loseNextCall(): void {
    this.beforeCall = () => {
      this.world.disturb('nimbus-down');
      return 'lost';
    };
  }

  /** Once Nimbus has taken the next rebalance, before it answers. */
  onceCallIsTaken(act: () => void): void {
    this.afterCall = act;
  }

  /** As SIGTERM would: what is under way ends as soon as it can. */
  end(): void {
    this.stopping.abort(new Error('the agent is ending'));
  }

  /** The next run of the agent, with another process's memory. */
  restart(memory: Memory): void {
    this.stopping = new AbortController();
    this.agent = this.context(memory);
  }

  private listenTo(world: SimulatedStorm['world']): void {
    this.listenToUpdates(world);
    const rebalance = world.rebalance.bind(world);
    world.rebalance = (id, waitSeconds, change) => {
      const [before, after] = [this.beforeCall, this.afterCall];
      [this.beforeCall, this.afterCall] = [undefined, undefined];
      const isLost = before?.() === 'lost';
      this.calls.push({ topology: world.scenario.name, atSeconds: this.elapsedSeconds, waitSeconds, change });
      if (isLost) return { ok: true };
      const result = rebalance(id, waitSeconds, change);
      after?.();
      return result;
    };
  }

  private listenToUpdates(world: SimulatedStorm['world']): void {
    const repack = world.repack.bind(world);
    world.repack = (id, packing) => {
      const [before, after] = [this.beforeCall, this.afterCall];
      [this.beforeCall, this.afterCall] = [undefined, undefined];
      before?.();
      const change = { executors: parallelismOf(packing), workers: packing.length };
      const { name } = world.scenario;
      this.calls.push({ topology: name, atSeconds: this.elapsedSeconds, waitSeconds: 0, change });
      const result = repack(id, packing);
      after?.();
      return result;
    };
  }

  private context(memory: Memory): AgentContext {
    let made = 0;
    const run = this.lines('intended').length === 0 ? 'd' : 'e';
    return {
      cluster: (this.options.between ?? ((c) => c))(joined(this.emulated.map((s) => this.clusterOf(s)))),
      clock: this.clock,
      signal: this.stopping.signal,
      log: loggerInto(this.logs),
      reporting: null,
      external: null,
      journal: { append: (entry) => this.append(entry), close: () => Promise.resolve() },
      pastChanges: () => changesIn(journalLines(this)),
      state: openStateDir(this.directory),
      killSwitch: this.killSwitch,
      settings: () => this.settings(),
      isHere: (host) => Promise.resolve(this.options.isHere?.(host) ?? true),
      newId: () => {
        const counted = `${run}${++made}`;
        return this.options.timedIds === true ? `${timePrefix(this.clock.now())}-${counted}` : counted;
      },
      memory,
    };
  }

  private clusterOf(emulated: SimulatedStorm | SimulatedHeron): Cluster {
    const common = { name: 'prod', timeoutSeconds: 5, concurrency: 4, now: () => this.clock.now() };
    if ('trackerUrl' in emulated) {
      // An update that is never answered would hold up the test.
      const updateTimeoutSeconds = 1.5;
      return this.inTime(
        heronCluster({
          ...common,
          ...ways(this.proxies, this.options.by ?? 'api'),
          auth: {},
          updateTimeoutSeconds,
        }),
      );
    }
    const { uiUrl, nimbusAddress } = emulated;
    return this.options.through === 'ui'
      ? stormCluster({ ...common, url: uiUrl, auth: {} })
      : nimbusCluster({ ...common, seeds: [nimbusAddress] });
  }

  /** An update takes its time before it is answered, and in a test nobody else lets that pass. */
  private inTime(cluster: Cluster): Cluster {
    return {
      ...cluster,
      rebalance: async (topology, operation, signal) => {
        await whilePending(this.heron, cluster.rebalance(topology, operation, signal), () => this.pass(1));
      },
    };
  }

  private settings(): AgentSettings {
    return {
      windowSeconds: 120,
      maxAgeSeconds: 180,
      warmUpSeconds: 60,
      coolDownSeconds: 600,
      beside: 'auto',
      policy: ds2,
      fallback: ds2,
      training: null,
      keepDecisions: 1000,
      timeZone: 'UTC',
      ...this.options.settings,
      topology: ({ name }) => ({ ...builtInTopology, mode: 'auto', ...this.options.topology?.(name) }),
    };
  }

  private append({ body, ...entry }: JournalEntry): Promise<void> {
    const fault = this.diskFault({ ...entry, body: body ?? {} });
    if (fault !== undefined) return Promise.reject(fault);
    // As a file would keep it: no reference into the agent's memory.
    this.journal.push(JSON.parse(JSON.stringify({ ...body, ...entry })) as Told);
    const at = this.reactions.findIndex(({ kind }) => kind === entry.kind);
    if (at >= 0) for (const { act } of this.reactions.splice(at, 1)) act();
    return Promise.resolve();
  }
}

/** Writes what it has journaled into a journal of its state directory, as a running agent has it. */
export async function writeJournal({ directory, journal: told }: Acting): Promise<void> {
  const { journal } = await openJournal(directory);
  for (const { kind, at, id, topology, seq: _, ...body } of told)
    await journal.append({ kind, at, id, topology, body });
  await journal.close();
}

/** The journal as the next run of the agent reads it. */
export async function* journalLines({ journal }: Acting): AsyncIterable<JournalLine> {
  await Promise.resolve();
  for (const [seq, line] of journal.entries()) yield { ...line, seq, prev: '', hash: '' };
}

// An application simulated event by event: each executor one server with its queue, the cores of a node shared, every tree acknowledged.
import { Chance } from './chance.js';
import { Cores } from './cores.js';
import { EventQueue } from './event-queue.js';
import { type Executor, layOutExecutors, type Tree, type Work } from './layout.js';
import { Measure } from './measure.js';
import { createRouter } from './routing.js';
import type { DesComponent, DesResult, DesRun, DesSetup } from './types.js';

type Event =
  | { readonly at: number; readonly kind: 'arrival'; readonly executor: Executor; readonly perSecond: number }
  | { readonly at: number; readonly kind: 'delivery'; readonly executor: Executor; readonly work: Work }
  | { readonly at: number; readonly kind: 'waited'; readonly executor: Executor };

export function simulate(setup: DesSetup, run: DesRun): DesResult {
  return new Simulation(setup, run.seed).run(run);
}

class Simulation {
  private readonly queue = new EventQueue<Event>();
  private readonly nodes: Cores<Executor>[];
  private readonly executors: Executor[][];
  private readonly components: DesComponent[];
  private readonly chance: Chance;
  private readonly ackers: readonly Executor[];
  private measure: Measure;
  private now = 0;
  private inFlight = 0;

  constructor(
    private readonly setup: DesSetup,
    seed: number,
  ) {
    this.chance = new Chance(seed);
    this.nodes = setup.nodes.map(({ cores, speed }) => new Cores(cores, speed));
    this.executors = layOutExecutors(setup, this.nodes);
    this.ackers = this.executors[setup.components.length] ?? [];
    this.components = [...setup.components, acker(setup)];
    for (const { from, to, ...stream } of setup.streams) {
      for (const sender of this.executors[from] ?? []) {
        const router = createRouter({ from, to, ...stream }, sender, this.executors[to] ?? [], this.chance);
        sender.routers.push((receivers) => {
          const fraction = stream.tuplesPerInput % 1;
          const more = fraction > 0 && this.chance.uniform() < fraction ? 1 : 0;
          for (let n = Math.floor(stream.tuplesPerInput) + more; n > 0; n--) router(receivers);
        });
      }
    }
    this.measure = new Measure(this.executors, this.nodes, 0);
  }

  run({ warmUpTrees, trees, maxEvents }: DesRun): DesResult {
    this.openSources();
    let events = 0;
    let isWarm = false;
    for (; events < maxEvents && this.measure.latencies.length < trees; events++) {
      if (!isWarm && this.measure.latencies.length >= warmUpTrees) {
        isWarm = true;
        for (const node of this.nodes) node.advance(this.now);
        this.measure = new Measure(this.executors, this.nodes, this.now);
      }
      if (!this.step()) break;
    }
    for (const node of this.nodes) node.advance(this.now);
    return this.measure.result(this.now, events);
  }

  private openSources(): void {
    this.setup.components.forEach(({ kind, offeredPerSecond, tasks }, c) => {
      if (kind !== 'spout') return;
      for (const executor of this.executors[c] ?? []) {
        if (offeredPerSecond === null) executor.backlog = Number.MAX_SAFE_INTEGER;
        else if (offeredPerSecond > 0) this.expect(executor, (offeredPerSecond * executor.tasks) / tasks);
        this.begin(executor);
      }
    });
  }

  private expect(executor: Executor, perSecond: number): void {
    this.queue.put({
      at: this.now + this.chance.exponential(1 / perSecond),
      kind: 'arrival',
      executor,
      perSecond,
    });
  }

  /** @returns false when nothing is left to happen */
  private step(): boolean {
    let node: Cores<Executor> | undefined;
    let at = this.queue.first()?.at ?? Number.POSITIVE_INFINITY;
    for (const one of this.nodes) {
      const end = one.nextEnd();
      if (end < at) {
        at = end;
        node = one;
      }
    }
    if (at === Number.POSITIVE_INFINITY) return false;
    this.measure.inFlightSum += this.inFlight * (at - this.now);
    this.now = at;
    if (node === undefined) this.happen();
    else {
      const executor = node.end(at);
      if (executor !== undefined) this.finish(executor);
    }
    return true;
  }

  private happen(): void {
    const event = this.queue.take();
    switch (event?.kind) {
      case undefined:
        return;
      case 'arrival':
        event.executor.backlog += 1;
        this.measure.arrived += 1;
        this.expect(event.executor, event.perSecond);
        break;
      case 'delivery':
        event.executor.queue.push(event.work);
        break;
      case 'waited':
        this.compute(event.executor);
        return;
    }
    this.begin(event.executor);
  }

  /** Starts the next service of an idle executor, if there is something to serve. */
  private begin(executor: Executor): void {
    if (executor.serving !== null) return;
    const component = this.components[executor.component];
    const work = component?.kind === 'spout' ? this.emission(executor) : executor.queue.shift();
    if (component === undefined || work === undefined) return;
    executor.serving = work;
    executor.startedAt = executor.busySince = this.now;
    executor.targets.length = 0;
    for (const route of executor.routers) route(executor.targets);
    const remote = executor.targets.reduce((n, { worker }) => n + (worker === executor.worker ? 0 : 1), 0);
    const { cpuSeconds, waitSeconds, variation } = component;
    executor.cpuSeconds = this.chance.gamma(cpuSeconds, variation) + remote * this.setup.serialisationSeconds;
    const wait = this.chance.gamma(waitSeconds, variation);
    if (wait > 0) this.queue.put({ at: this.now + wait, kind: 'waited', executor });
    else this.compute(executor);
  }

  private compute(executor: Executor): void {
    executor.cores.start(this.now, executor, executor.cpuSeconds);
  }

  /** The next tuple of a source, if one is there and may be emitted. */
  private emission(spout: Executor): Work | undefined {
    const { pendingPerTask } = this.setup;
    const isFull = pendingPerTask !== null && spout.pending >= pendingPerTask * spout.tasks;
    if (spout.backlog === 0 || (isFull && this.ackers.length > 0)) return undefined;
    spout.backlog -= 1;
    spout.pending += 1;
    const own = this.ackers[this.chance.below(this.ackers.length)] ?? null;
    return { arrivedAt: this.now, tree: { spout, acker: own, emittedAt: 0, outstanding: 1 } };
  }

  private finish(executor: Executor): void {
    const { component, serving, startedAt, busySince } = executor;
    if (serving === null) throw new Error('nothing is served');
    const { measure, now } = this;
    executor.serving = null;
    executor.busySeconds += now - busySince;
    measure.served[component] = (measure.served[component] ?? 0) + 1;
    measure.queueSum[component] = (measure.queueSum[component] ?? 0) + startedAt - serving.arrivedAt;
    measure.serviceSum[component] = (measure.serviceSum[component] ?? 0) + now - startedAt;
    const { tree } = serving;
    if (component === this.components.length - 1) this.settle(tree);
    else {
      if (this.components[component]?.kind === 'spout') {
        tree.emittedAt = now;
        this.inFlight += 1;
      }
      tree.outstanding += executor.targets.length;
      for (const target of executor.targets) this.send(executor, target, tree);
      // A tree is announced to its acker by the spout, each tuple acknowledged by its bolt.
      if (tree.acker !== null) this.send(executor, tree.acker, tree);
      else this.settle(tree);
    }
    this.begin(executor);
  }

  private send(from: Executor, to: Executor, tree: Tree): void {
    const { localHopSeconds, remoteHopSeconds } = this.setup;
    const at = this.now + (from.worker === to.worker ? localHopSeconds : remoteHopSeconds);
    this.queue.put({ at, kind: 'delivery', executor: to, work: { tree, arrivedAt: at } });
  }

  private settle(tree: Tree): void {
    tree.outstanding -= 1;
    if (tree.outstanding > 0) return;
    const { measure } = this;
    const { component } = tree.spout;
    measure.latencies.push(this.now - tree.emittedAt);
    measure.completed[component] = (measure.completed[component] ?? 0) + 1;
    this.inFlight -= 1;
    tree.spout.pending -= 1;
    this.begin(tree.spout);
  }
}

function acker({ ackers, ackerCpuSeconds }: DesSetup): DesComponent {
  return {
    name: 'the acker',
    kind: 'bolt',
    executors: ackers,
    tasks: ackers,
    cpuSeconds: ackerCpuSeconds,
    waitSeconds: 0,
    variation: 1,
    offeredPerSecond: null,
  };
}

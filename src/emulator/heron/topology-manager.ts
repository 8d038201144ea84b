// The topology manager of the simulated topology: it collects what instances export, and forgets all of it when the plan changes.
import type { Heartbeat, TopologyView, Truth } from '../../simulator/index.js';
import { exportsOf } from './exports.js';
import { type Layout, layoutOf } from './layout.js';
import { type PrometheusSink, queueSize } from './prometheus-sink.js';
import { type Aggregation, Series } from './series.js';

/** heron.tmanager.metrics.collector.purge.interval.sec and .maximum.interval.min. */
const bucketSeconds = 60;
const keptBuckets = 180;
export const streamManagers = '__stmgr__';
/** A bolt this busy fills the buffer towards it. */
const fullUtilisation = 0.99;
/** heron.instance.internal.bolt.read.queue.capacity */
const queueRoom = 128;

/** By component, metric and instance. */
type Store = Map<string, Map<string, Map<string, Series>>>;

export class TopologyManager {
  private store: Store = new Map();
  private buckets: number[] = [];
  private plan = '';
  private readonly seen = new Map<string, Heartbeat>();
  /** Milliseconds of back pressure since the last export, by instance. */
  private pressed = new Map<string, number>();
  /** Between the deletion of a physical plan and the next one nothing answers. */
  isUp = false;
  /** The packing plan is deleted and then written anew: in between there is none. */
  isRepacking = false;

  /** Since when it runs, or tries to: its buckets begin then, before any instance is up. */
  private startedAt: number | null = null;
  /** Second since the epoch that was looked at last. */
  private nowSeconds = 0;

  /**
   * @param sink what gets all that is exported, beside the topology manager
   * @param queues whether the sizes of read queues are let through to it, too, which Heron's own files do not
   */
  constructor(
    private readonly sink: PrometheusSink,
    private readonly queues = false,
  ) {}

  /** Call it once for each second. */
  look(topology: TopologyView | undefined, truth: Truth | null, nowMs: number): void {
    this.nowSeconds = Math.floor(nowMs / 1000);
    this.startedAt ??= this.nowSeconds;
    const layout = topology === undefined ? null : layoutOf(topology);
    const plan = layout?.isUp ? JSON.stringify(layout.instances.map(({ id }) => id)) : '';
    if (plan !== this.plan) this.restart(plan, this.startedAt);
    if (topology === undefined || layout === null || !this.isUp) return;
    while (this.nowSeconds - (this.buckets.at(-1) ?? 0) >= bucketSeconds) this.nextBucket(layout);
    this.collect(layout, isAcking(topology));
    if (truth === null) return;
    this.press(layout, truth, topology);
    this.queue(layout, truth, topology);
  }

  /** One plan gone is one process ended; the next waits for the next plan. */
  private restart(plan: string, startedAt: number): void {
    if (this.plan !== '') this.startedAt = this.nowSeconds;
    this.plan = plan;
    this.isUp = plan !== '';
    this.store = new Map();
    this.seen.clear();
    this.pressed = new Map();
    this.buckets = this.isUp ? [startedAt] : [];
  }

  private nextBucket(layout: Layout): void {
    this.buckets = [...this.buckets, (this.buckets.at(-1) ?? 0) + bucketSeconds].slice(-keptBuckets);
    this.exportPressure(layout);
    const [first = 0] = this.buckets;
    for (const metrics of this.store.values()) {
      for (const instances of metrics.values()) for (const series of instances.values()) series.forget(first);
    }
  }

  private collect({ instances }: Layout, acking: boolean): void {
    for (const { id, component, heartbeat } of instances) {
      const before = this.seen.get(id);
      if (heartbeat === null || before?.uptimeSeconds === heartbeat.uptimeSeconds) continue;
      this.seen.set(id, heartbeat);
      // What was exported to the topology manager before this one is lost with it.
      if (before === undefined) continue;
      const isSame = heartbeat.uptimeSeconds > before.uptimeSeconds;
      const exported = exportsOf(isSame ? before : null, heartbeat, acking);
      for (const { metric, aggregation, value } of exported) {
        this.add(component, metric, id, aggregation, value);
      }
      this.sink.export(id, component, exported, this.nowSeconds);
    }
  }

  /** Without a limit of pending tuples only the buffers hold the spouts back: for as much of the time as they would emit more. */
  private press(layout: Layout, truth: Truth, topology: TopologyView): void {
    const isFull = (truth.utilisation[truth.limitedBy] ?? 0) >= fullUtilisation && !isAcking(topology);
    const demand = truth.backlogTuples + truth.throughputPerSecond;
    const ms = isFull && demand > 0 ? (1000 * truth.backlogTuples) / demand : 0;
    for (const { id, component } of layout.instances) {
      const more = component === truth.limitedBy ? ms : 0;
      this.pressed.set(id, (this.pressed.get(id) ?? 0) + more);
    }
  }

  /** Of bolts, as many as wait before one server that is so busy (M/M/1), at most as many as there is room for. */
  private queue({ instances }: Layout, { utilisation }: Truth, { components }: TopologyView): void {
    const bolts = new Set(components.flatMap(({ kind, name }) => (kind === 'bolt' ? [name] : [])));
    for (const { id, component } of instances) {
      if (!bolts.has(component)) continue;
      const busy = Math.min(fullUtilisation, utilisation[component] ?? 0);
      const waiting = busy >= fullUtilisation ? queueRoom : Math.min(queueRoom, busy ** 2 / (1 - busy));
      this.sink.look(id, waiting);
      if (this.queues) this.add(component, queueSize, id, 'AVG', waiting);
    }
  }

  private exportPressure({ containers }: Layout): void {
    for (const { id, instances } of containers) {
      const own = instances.map((instance) => [instance.id, this.pressed.get(instance.id) ?? 0] as const);
      const name = `stmgr-${id}`;
      for (const [instance, ms] of own) {
        const metric = `__time_spent_back_pressure_by_compid/${instance}`;
        this.add(streamManagers, metric, name, 'SUM', ms);
      }
      const most = Math.max(0, ...own.map(([, ms]) => ms));
      this.add(streamManagers, '__server/__time_spent_back_pressure_initiated', name, 'SUM', most);
    }
    this.pressed = new Map();
  }

  private add(
    component: string,
    metric: string,
    instance: string,
    aggregation: Aggregation,
    value: number,
  ): void {
    const metrics = getOrMake(this.store, component, () => new Map<string, Map<string, Series>>());
    const instances = getOrMake(metrics, metric, () => new Map<string, Series>());
    const series = getOrMake(instances, instance, () => new Series(aggregation, this.nowSeconds));
    series.add(this.buckets.at(-1) ?? 0, value);
  }

  /** undefined: it has never heard of the component. */
  seriesOf(component: string): ReadonlyMap<string, ReadonlyMap<string, Series>> | undefined {
    return this.store.get(component);
  }

  /** Starts of the buckets, oldest first, that overlap a span of seconds since the epoch. */
  bucketsWithin(from: number, to: number): readonly number[] {
    return this.buckets.filter((start) => start <= to && start + bucketSeconds > from);
  }

  get now(): number {
    return this.nowSeconds;
  }
}

/** As the simulated topology was submitted. */
export function isAcking({ settings }: TopologyView): boolean {
  return settings['topology.reliability.mode'] === 'ATLEAST_ONCE';
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

// What is kept of one topology from poll to poll: the history of its instances, as long as these stay the same ones.
import { keepOnly } from '../../util/index.js';
import type { TopologyRef } from '../types.js';
import { InstanceHistory } from './history.js';
import type { HeronPlan, PlannedComponent } from './plan.js';

export interface Exception {
  readonly text: string;
  /** Of its last occurrence, seconds since the epoch; null where it is not told. */
  readonly at: number | null;
}

export class TopologyMemory {
  private instances = new Map<string, InstanceHistory>();
  private plan = '';
  /** Newest of each component that was asked. */
  readonly exceptions = new Map<string, Exception | null>();
  private turn = 0;

  /** An update moves instances and restarts them all, so what was counted before is of other processes. */
  use(plan: HeronPlan): void {
    const ids = JSON.stringify(plan.components.map(({ instances }) => instances.map(({ id }) => id)));
    if (plan.isComplete && ids === this.plan) return;
    this.instances = new Map();
    this.plan = plan.isComplete ? ids : '';
  }

  history(component: PlannedComponent, instance: string): InstanceHistory {
    const known = this.instances.get(instance);
    if (known !== undefined) return known;
    const begun = new InstanceHistory(component.metrics);
    this.instances.set(instance, begun);
    return begun;
  }

  /** The last minute that every instance of it has; null where one has none. */
  knownUntil({ instances }: PlannedComponent): number | null {
    const last = instances.map(({ id }) => this.instances.get(id)?.lastAt ?? null);
    const known = last.filter((at) => at !== null);
    return known.length < last.length || known.length === 0 ? null : Math.min(...known);
  }

  /** So many components, each in its turn: asking all of them would cost a request each. */
  nextForExceptions(components: readonly PlannedComponent[], count: number): readonly PlannedComponent[] {
    const next = Array.from({ length: Math.min(count, components.length) }, (_, i) => {
      return components[(this.turn + i) % components.length];
    }).filter((component) => component !== undefined);
    this.turn += next.length;
    return next;
  }
}

/** By topology id; those that are gone are forgotten. */
export class Memories {
  private readonly topologies = new Map<string, TopologyMemory>();

  of({ id }: TopologyRef): TopologyMemory {
    const known = this.topologies.get(id) ?? new TopologyMemory();
    this.topologies.set(id, known);
    return known;
  }

  keepOnly(topologies: readonly TopologyRef[]): void {
    keepOnly(
      this.topologies,
      topologies.map(({ id }) => id),
    );
  }
}

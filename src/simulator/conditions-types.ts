// The circumstances of a moment: what tuples cost, how many there are of them, and what the nodes can do.
import type { ScenarioNode, ScenarioStream } from './scenario-schema.js';

export interface ComponentCost {
  readonly cpuMicros: number;
  readonly waitMicros: number;
}

export interface Conditions {
  readonly components: Readonly<Record<string, ComponentCost>>;
  readonly streams: readonly ScenarioStream[];
  /** Cores and speed as faults leave them. */
  readonly nodes: readonly ScenarioNode[];
}

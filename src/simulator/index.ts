// The simulated world: a cluster and a topology in virtual time, with the imperfect statistics an agent would see.

export { conditionsAt } from './conditions.js';
export { type WindowName, windowNames } from './counters.js';
export { checkEnvironment } from './environment/check.js';
export { createEnvironment } from './environment/environment.js';
export { type Circumstance, createNoiseFree, type NoiseFree } from './environment/noise-free.js';
export type { Environment, Passed } from './environment/types.js';
export { isWhole } from './fatal-settings.js';
export { asOnHeron } from './on-heron.js';
export type { PlanChange } from './plan.js';
export { type BoltRange, type RandomTopology, randomTopology } from './random-topology.js';
export { loadScenario, parseScenario, scenarioFrom } from './scenario.js';
export type { Scenario, ScenarioStream } from './scenario-schema.js';
export { objectiveChanges } from './settable.js';
export { shippedNames } from './shipped.js';
export { topWords, topWordsDay, topWordsUnder, topWordsYaml } from './top-words.js';
export { readTrace } from './traces.js';
export type {
  ClusterView,
  ComponentView,
  ExecutorStatistics,
  ExecutorView,
  Heartbeat,
  InputCounts,
  OperationResult,
  SupervisorView,
  TopologyView,
  Truth,
  WindowCounts,
  WorkerView,
} from './types.js';
export { createWorkload, type TraceRow } from './workload/index.js';
export { createWorld, type World } from './world.js';

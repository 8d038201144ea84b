// The simulated world: a cluster and a topology in virtual time, with the imperfect statistics an agent would see.

export { conditionsAt } from './conditions.js';
export type { Conditions } from './conditions-types.js';
export { type WindowName, windowNames } from './counters.js';
export { checkEnvironment, type EnvironmentProblem } from './environment/check.js';
export { createEnvironment } from './environment/environment.js';
export {
  type Circumstance,
  createNoiseFree,
  type NoiseFree,
  type Steady,
} from './environment/noise-free.js';
export type { Environment, EnvironmentOptions, Passed } from './environment/types.js';
export type { ScenarioEvent, ScenarioObjective } from './event-schema.js';
export { isWhole } from './fatal-settings.js';
export { asOnHeron } from './on-heron.js';
export type { Plan, PlanChange } from './plan.js';
export { type BoltRange, type RandomTopology, randomTopology } from './random-topology.js';
export { loadScenario, parseScenario, scenarioFrom } from './scenario.js';
export type { Scenario, ScenarioStream, Settings } from './scenario-schema.js';
export { objectiveAt } from './settable.js';
export { shippedNames } from './shipped.js';
export { topWords, topWordsDay, topWordsUnder, topWordsYaml } from './top-words.js';
export { readTrace } from './traces.js';
export type {
  ClusterView,
  CompletionCounts,
  ComponentView,
  Disturbance,
  ErrorView,
  ExecutorStatistics,
  ExecutorView,
  Heartbeat,
  InputCounts,
  OperationResult,
  OutputCounts,
  SourceView,
  SupervisorView,
  TopologyStatus,
  TopologyView,
  Truth,
  WindowCounts,
  WorkerView,
} from './types.js';
export { createWorkload, type Load, type TraceRow, type Workload } from './workload/index.js';
export { createWorld, type World, type WorldOptions } from './world.js';

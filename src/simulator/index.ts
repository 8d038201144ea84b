// The simulated world: a cluster and a topology in virtual time, with the imperfect statistics an agent would see.
export { type WindowName, windowNames } from './counters.js';
export type { PlanChange } from './plan.js';
export { loadScenario, parseScenario } from './scenario.js';
export type { Scenario, ScenarioStream, Settings } from './scenario-schema.js';
export { topWords, topWordsDay, topWordsYaml } from './top-words.js';
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
  SupervisorView,
  TopologyStatus,
  TopologyView,
  Truth,
  WindowCounts,
  WorkerView,
} from './types.js';
export { createWorld, type World, type WorldOptions } from './world.js';

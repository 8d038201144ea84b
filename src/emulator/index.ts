// The simulated cluster behind the engines' real protocols.
export type { TrackerGeneration } from './heron/plans.js';
export {
  type SimulatedHeron,
  type SimulatedHeronOptions,
  startSimulatedHeron,
} from './simulated-heron.js';
export { type SimulatedStorm, type SimulatedStormOptions, startSimulatedStorm } from './simulated-storm.js';

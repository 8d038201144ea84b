// The simulated cluster behind the engines' real protocols.
export type { TrackerGeneration } from './heron/plans.js';
export { type SimulatedHeron, startSimulatedHeron } from './simulated-heron.js';
export { type SimulatedStorm, startSimulatedStorm } from './simulated-storm.js';

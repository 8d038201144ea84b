// The simulated cluster behind the engines' real protocols.
export { type SimulatedStorm, type SimulatedStormOptions, startSimulatedStorm } from './simulated-storm.js';

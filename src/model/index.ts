// The queueing mathematics: no I/O, no randomness, nothing of Storm.
export {
  type ChangeEngine,
  type ChangePhase,
  type ChangeStep,
  changeCost,
  changePhases,
  changeTimings,
  slowed,
  startedShare,
  type UpdateExtent,
} from './change.js';
export { contention } from './contention.js';
export { type Gaussian, type GaussianProcess, gaussianProcess } from './gaussian-process.js';
export { cholesky, solveCholesky, solveLower } from './linear-algebra.js';
export { logThroughput } from './measured-network.js';
export { layOut, type Network, networkOf, timed } from './network.js';
export {
  inHashOrder,
  instanceId,
  keepingRepacking,
  type Moves,
  movesBetween,
  type PackedContainer,
  type PackedInstance,
  type Packing,
  type Parallelism,
  parallelismOf,
  roundRobinRepacking,
  type SubmittedShape,
} from './packing.js';
export { type Placement, placeEvenly } from './placement.js';
export { robustFit } from './robust-fit.js';
export { type Routing, routingOf } from './routing.js';
export type { Solution } from './solution.js';
export { solve } from './solve.js';
export { createSolver, type Solver } from './solver.js';
export { type StationRow, withStations } from './stations.js';
export { cycleOf } from './topology.js';
export * from './types.js';
export { type Wiring, wiringOf } from './wiring.js';

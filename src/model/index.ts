// The queueing mathematics: no I/O, no randomness, nothing of Storm.
export { type Bound, type ClosedNetwork, closedNetworkBound, type Station } from './closed-network.js';
export { erlangC, queueingDelaySeconds } from './multi-server-queue.js';

// A tree that decides as the learned policy does: learned from its decisions, judged on others.
export { distil } from './distil.js';
export { growTree } from './grow.js';
export type { Look } from './types.js';

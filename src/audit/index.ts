// The journal.
export type * from './types.js';

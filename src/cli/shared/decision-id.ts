// The names of decisions.
import { randomBytes } from 'node:crypto';
import { timePrefix } from '../../agent/index.js';

/** An id that sorts by time: 20261122T101500Z-1f09ac. */
export function newDecisionId(now: number): string {
  return `${timePrefix(now)}-${randomBytes(3).toString('hex')}`;
}

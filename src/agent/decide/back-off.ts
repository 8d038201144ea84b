// Keeping out of the way of a topology: after a change by somebody else, or one that failed.
import { type AgentContext, elapsedSeconds } from '../context.js';
import type { Watch } from '../look/watch.js';

/** Of so many cool-downs' length. */
const coolDowns = 3;

/** @returns for how many cluster seconds */
export function backOff(agent: AgentContext, watch: Watch, because: string): number {
  const seconds = coolDowns * agent.settings().coolDownSeconds;
  watch.backOff = { untilSeconds: elapsedSeconds(agent) + seconds, because };
  return seconds;
}

// Notices when the machine's clock was set, or stood still in its sleep: durations do not follow it, but the times in the journal do.
import type { Clock } from '../util/index.js';
import { type AgentContext, record } from './context.js';

/** Smaller steps are the daily work of a time service. */
const jumpSeconds = 5;

export interface ClockOffset {
  /** now() less elapsedMs(): it moves only when the clock is set, and with a sleep, which elapsedMs() leaves out. */
  readonly ms: number;
  /** By how much it moved; 0 where that is little. */
  readonly jumpedSeconds: number;
}

/** @param beforeMs the last one; null: there is none to compare with */
export function clockOffset(clock: Clock, beforeMs: number | null): ClockOffset {
  const ms = clock.now() - clock.elapsedMs();
  const moved = beforeMs === null ? 0 : (ms - beforeMs) / 1000;
  return { ms, jumpedSeconds: Math.abs(moved) > jumpSeconds ? moved : 0 };
}

export async function noticeClock(agent: AgentContext): Promise<void> {
  const { clock, memory, log, cluster } = agent;
  const { ms, jumpedSeconds } = clockOffset(clock, memory.clockOffsetMs);
  memory.clockOffsetMs = ms;
  if (jumpedSeconds === 0) return;
  const seconds = Math.round(jumpedSeconds);
  const how =
    seconds > 0 ? `set ahead by ${seconds} s, or the machine slept` : `set back by ${Math.abs(seconds)} s`;
  const text = `the clock was ${how}; waiting times go on by a clock that cannot be set and leaves sleep out`;
  const next =
    'If the time of the machine is wrong (timedatectl), set it right; else there is nothing to do.';
  log.warn('clock-jumped', { cluster: cluster.name, seconds, text, next });
  await record(agent, 'observed', { id: null, topology: null }, { code: 'CLOCK_JUMPED', seconds, text });
}

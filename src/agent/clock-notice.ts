// Notices when the machine's clock was set: durations do not follow it, but the times in the journal do.
import { type AgentContext, record } from './context.js';

/** Smaller steps are the daily work of a time service. */
const jumpSeconds = 5;

export async function noticeClock(agent: AgentContext): Promise<void> {
  const { clock, memory, log, cluster } = agent;
  const offset = clock.now() - clock.elapsedMs();
  const before = memory.clockOffsetMs;
  memory.clockOffsetMs = offset;
  const jumped = before === null ? 0 : (offset - before) / 1000;
  if (Math.abs(jumped) <= jumpSeconds) return;
  const seconds = Math.round(jumped);
  const text = `the clock was set by ${seconds} s; waiting times go on by a clock that cannot be set`;
  log.warn('clock-jumped', { cluster: cluster.name, seconds });
  await record(agent, 'observed', { id: null, topology: null }, { code: 'CLOCK_JUMPED', seconds, text });
}

// What an agent that acts knows of a topology beyond what was measured.
import type { ClusterInfo } from '../../clusters/index.js';
import type { ActingFacts } from '../../guard/index.js';
import { type AgentContext, elapsedSeconds } from '../context.js';
import type { Watch } from '../look/watch.js';
import { blackoutAt } from './calendar.js';

export async function actingFacts(
  agent: AgentContext,
  info: ClusterInfo,
  watch: Watch,
): Promise<ActingFacts> {
  const { memory, killSwitch, cluster } = agent;
  const { coolDownSeconds, beside } = agent.settings();
  const now = elapsedSeconds(agent);
  const { backOff, changedAtSeconds, changes, topology } = watch;
  const within = (seconds: number): number => changes.filter((at) => now - at < seconds).length;
  // What a former run of the agent left open counts as well.
  const open = memory.change ?? memory.revert?.change ?? memory.interrupted[0];
  return {
    paused: await killSwitch.pausedBecause(cluster.name, topology),
    leader: {
      host: info.leader,
      here: beside === 'any' || (info.leader !== null && (await agent.isHere(info.leader))),
    },
    otherAgent: memory.otherAgent,
    coolDownSeconds,
    secondsSinceChange: changedAtSeconds === null ? null : now - changedAtSeconds,
    changes: { lastHour: within(3600), lastDay: within(24 * 3600) },
    budgets: agent.settings().topology(topology).budgets,
    backOff:
      backOff === null || now >= backOff.untilSeconds
        ? null
        : { secondsLeft: backOff.untilSeconds - now, because: backOff.because },
    blackout: blackoutAt(
      agent.settings().topology(topology).blackout,
      agent.clock.now(),
      agent.settings().timeZone,
    ),
    underWay:
      open === undefined ? null : `the outcome of ${open.id} (${open.topology.name}) is not known yet`,
  };
}

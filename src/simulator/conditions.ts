// Which circumstances hold at a moment: those of the scenario's start, as its events have changed them since.
import type { Conditions } from './conditions-types.js';
import type { NodeFault, ScenarioEvent } from './event-schema.js';
import type { Scenario, ScenarioNode } from './scenario-schema.js';
import { applySet } from './settable.js';

/** Of a node that neighbours share: the scheduler of the host leaves it that much at least. */
const leastCores = 0.05;

/** When the scenario's minutes are over, the last values hold. */
export function scenarioSeconds({ minutes }: Scenario, elapsedSeconds: number): number {
  return minutes === undefined ? elapsedSeconds : Math.min(elapsedSeconds, minutes * 60);
}

/** @param elapsedSeconds virtual time since the scenario began; negative before it */
export function conditionsAt(scenario: Scenario, elapsedSeconds: number): Conditions {
  // In seconds: (x * 60) / 60 may come out below x.
  const seconds = scenarioSeconds(scenario, elapsedSeconds);
  const { topology, cluster } = scenario;
  const start: Conditions = {
    components: topology.components,
    streams: topology.streams,
    nodes: cluster.nodes,
  };
  return scenario.events
    .filter(({ atMinute }) => atMinute * 60 <= seconds)
    .reduce((now, event) => after(now, event, seconds), start);
}

function after(now: Conditions, event: ScenarioEvent, seconds: number): Conditions {
  if ('set' in event) return applySet(now, event.set);
  if (event.fault === 'lost-worker' || seconds >= (event.atMinute + event.minutes) * 60) return now;
  const nodes = now.nodes.map((node) => (node.name === event.node ? disturbed(node, event) : node));
  return { ...now, nodes };
}

function disturbed(node: ScenarioNode, fault: NodeFault): ScenarioNode {
  if (fault.fault === 'slow-node') return { ...node, speed: node.speed * fault.factor };
  return { ...node, cores: Math.max(leastCores, node.cores - fault.cores) };
}

/** Seconds for which a worker is lost from this second on; null where none is lost now. */
export function workerLostFor(scenario: Scenario, elapsedSeconds: number): number | null {
  for (const event of scenario.events) {
    if ('set' in event || event.fault !== 'lost-worker') continue;
    if (Math.max(1, Math.round(event.atMinute * 60)) === elapsedSeconds)
      return Math.round(event.minutes * 60);
  }
  return null;
}

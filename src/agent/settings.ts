// What the configuration says to the agent of one cluster.
import { type Config, topologyConfig } from '../config/index.js';
import type { Training } from '../drift/index.js';
import type { ModelFacts, Policy } from '../policy/index.js';
import type { AgentSettings } from './context.js';
import { placedName } from './lasting-name.js';
import { judgedBy, type OwnUtilities } from './own-utilities.js';

/** Who decides, and by what: made from the configuration once, since models and modules are read from files. */
export interface Policies {
  readonly policy: Policy;
  readonly fallback: Policy;
  /** What the model was trained on; absent or null: that is not known. */
  readonly training?: Training | null;
  /** Absent: the configuration names none. */
  readonly ownUtilities?: OwnUtilities;
}

/** The model that one of them decides by: the configuration has one. */
export function modelOf({ policy, fallback }: Policies): ModelFacts | null {
  return policy.model ?? fallback.model ?? null;
}

export function settingsOf(
  { agent, ...config }: Config,
  clusterName: string,
  { policy, fallback, training = null, ownUtilities = new Map() }: Policies,
): AgentSettings {
  const isDry = config.clusters.some(
    ({ name, engine, api, heronCommand }) =>
      name === clusterName && engine === 'heron' && api === undefined && heronCommand === undefined,
  );
  return {
    windowSeconds: agent.window,
    maxAgeSeconds: agent.maxAge,
    warmUpSeconds: agent.warmUp,
    coolDownSeconds: agent.coolDown,
    beside: agent.beside,
    policy,
    fallback,
    training,
    keepDecisions: agent.keepDecisions,
    timeZone: agent.timeZone,
    topology: (named) => {
      const topology = judgedBy(
        ownUtilities,
        topologyConfig({ agent, ...config }, clusterName, named.name, placedName(named)),
      );
      // Updates of Heron go through its API server, or its command.
      const acts = topology.mode === 'auto' || topology.mode === 'approve';
      return isDry && acts ? { ...topology, mode: 'suggest' } : topology;
    },
  };
}

// What the configuration says to the agent of one cluster.
import { type Config, topologyConfig } from '../config/index.js';
import type { ModelFacts, Policy } from '../policy/index.js';
import type { AgentSettings } from './context.js';

/** Who decides: made from the configuration once, since models are read from files. */
export interface Policies {
  readonly policy: Policy;
  readonly fallback: Policy;
}

/** The model that one of them decides by: the configuration has one. */
export function modelOf({ policy, fallback }: Policies): ModelFacts | null {
  return policy.model ?? fallback.model ?? null;
}

export function settingsOf(
  { agent, ...config }: Config,
  clusterName: string,
  { policy, fallback }: Policies,
): AgentSettings {
  const isHeron = config.clusters.some(({ name, engine }) => name === clusterName && engine === 'heron');
  return {
    windowSeconds: agent.window,
    maxAgeSeconds: agent.maxAge,
    warmUpSeconds: agent.warmUp,
    coolDownSeconds: agent.coolDown,
    beside: agent.beside,
    policy,
    fallback,
    keepDecisions: agent.keepDecisions,
    timeZone: agent.timeZone,
    topology: (name) => {
      const topology = topologyConfig({ agent, ...config }, clusterName, name);
      // This release sends no update.
      return isHeron && topology.mode === 'auto' ? { ...topology, mode: 'suggest' } : topology;
    },
  };
}

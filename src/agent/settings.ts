// What the configuration says to the agent of one cluster.
import { type Config, topologyConfig } from '../config/index.js';
import type { Policy } from '../policy/index.js';
import type { AgentSettings } from './context.js';

/** @param policy throws TrimtabError for a name that is no policy */
export function settingsOf(
  { agent, ...config }: Config,
  clusterName: string,
  policy: (name: string) => Policy,
): AgentSettings {
  return {
    windowSeconds: agent.window,
    maxAgeSeconds: agent.maxAge,
    warmUpSeconds: agent.warmUp,
    coolDownSeconds: agent.coolDown,
    beside: agent.beside,
    policy: policy(agent.policy),
    fallback: policy(agent.fallback),
    timeZone: agent.timeZone,
    topology: (name) => topologyConfig({ agent, ...config }, clusterName, name),
  };
}

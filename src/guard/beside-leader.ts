// Beside the leader: of several agents, the one on the leader's host acts; of several on one host, the one that holds the lock.
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const besideLeader: ActingRule = {
  name: 'beside-leader',
  check: (input) =>
    actingVerdict('beside-leader', input, ({ leader, otherAgent = null }) => {
      if (!leader.here) {
        const text = `the leader is ${leader.host ?? 'unknown'}, not this machine; agent.beside: any acts from anywhere`;
        return { code: 'NOT_BESIDE_LEADER', margin: null, text };
      }
      if (otherAgent === null) return null;
      const text = `another agent of this host acts (${otherAgent}); this one stands by`;
      return { code: 'STANDING_BY', margin: null, text };
    }),
};

// Beside the leader: of several agents, the one on the leader's host acts.
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const besideLeader: ActingRule = {
  name: 'beside-leader',
  check: (input) =>
    actingVerdict('beside-leader', input, ({ leader }) =>
      leader.here
        ? null
        : {
            code: 'NOT_BESIDE_LEADER',
            margin: null,
            text: `the leader is ${leader.host ?? 'unknown'}, not this machine; agent.beside: any acts from anywhere`,
          },
    ),
};

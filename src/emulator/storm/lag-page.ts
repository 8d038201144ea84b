// /topology/:id/lag: empty unless the UI monitors lag; then the partitions of each spout's topic, as storm-kafka-monitor tells them.
import type { World } from '../../simulator/index.js';

export function lagPage(world: World): Record<string, unknown> {
  if (world.cluster().settings['ui.disable.spout.lag.monitoring'] !== false) return {};
  return Object.fromEntries(
    world.sources().map(({ spout, head, committed }) => [
      spout,
      {
        spoutId: spout,
        spoutType: 'KAFKA',
        spoutLagResult: {
          [spout]: {
            '0': { consumerCommittedOffset: committed, logHeadOffset: head, lag: head - committed },
          },
        },
      },
    ]),
  );
}

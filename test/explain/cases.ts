// A decision on a simulated chain of which one bolt is too slow for the load.
import { objectiveFrom } from '../../src/config/index.js';
import { consider } from '../../src/decision/index.js';
import type { Case } from '../../src/explain/index.js';
import type { LearnedPolicy, Policy } from '../../src/policy/index.js';
import { parseScenario } from '../../src/simulator/index.js';
import { consideringNow, watch } from '../../src/training/index.js';

/** text → split → count; split takes `waitMicros` for each tuple, on two executors, and the source gives 600 tuples/s. */
export function slowSplit(policy: Policy | LearnedPolicy, waitMicros: number): Case {
  const watched = watch(
    parseScenario(
      `schema: trimtab/scenario/v1
name: slow-split
engine: storm
seed: 7
minutes: 60
cluster: { nodes: [{ name: n1, cores: 16, slots: 4 }] }
topology:
  components:
    text: { kind: spout, executors: 1, cpuMicros: 10 }
    split: { kind: bolt, executors: 2, tasks: 16, cpuMicros: 100, waitMicros: ${waitMicros} }
    count: { kind: bolt, executors: 2, tasks: 8, cpuMicros: 100, waitMicros: 400 }
  streams:
    - { from: text, to: split, grouping: shuffle }
    - { from: split, to: count, grouping: shuffle }
  workers: 1
  settings: { topology.max.spout.pending: 100 }
load: { text: { kind: constant, meanPerSecond: 600 } }
`,
      'slow-split',
    ),
    20,
  );
  if (watched === null) throw new Error('nothing moves');
  const {
    policy: _,
    fallback,
    ...deliberating
  } = consideringNow(watched, objectiveFrom('balanced', 'test'), policy);
  const result = consider({ ...deliberating, policy, fallback });
  return { deliberating, policy, fallback, ensemble: 'ensemble' in policy ? policy.ensemble : null, result };
}

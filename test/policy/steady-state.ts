// The steady state of a chain of bolts under backpressure, as Trimtab would measure it without any noise.
import type { ComponentEvaluation, Evaluation } from '../../src/metrics/index.js';
import type { Answer, Policy, Situation } from '../../src/policy/index.js';
import { estimateDemand } from '../../src/twin/index.js';
import { balanced, bolt, evaluation, input, outlook, spout } from '../builders.js';

export interface Stage {
  readonly name: string;
  readonly executors: number;
  /** What one executor can take in, tuples/s: its true rate. */
  readonly perExecutor: number;
  /** Tuples out for each tuple in. */
  readonly selectivity?: number;
}

/** The spouts emit what the source offers, or what the slowest stage lets through. */
export function steadyState(offeredPerSecond: number, stages: readonly Stage[]): Evaluation {
  let visits = 1;
  const visited = stages.map((stage) => {
    const own = { ...stage, visits };
    visits *= stage.selectivity ?? 1;
    return own;
  });
  const capacity = Math.min(...visited.map((s) => (s.executors * s.perExecutor) / s.visits));
  const rate = Math.min(offeredPerSecond, capacity);
  let from = 'source';
  const bolts = visited.map(({ name, executors, perExecutor, selectivity = 1, visits: v }) => {
    const built = bolt(name, {
      executors,
      inputs: [input(from)],
      inputPerSecond: rate * v,
      outputPerSecond: rate * v * selectivity,
      executeLatencyMs: 1000 / perExecutor,
      utilisation: (rate * v) / (executors * perExecutor),
      selectivity,
    });
    from = name;
    return built;
  });
  return evaluation({
    components: [spout('source', { outputPerSecond: rate }), ...bolts],
    throughputPerSecond: rate,
    bottleneck: busiest(bolts),
  });
}

function busiest(bolts: readonly ComponentEvaluation[]): string | null {
  const [first] = bolts.toSorted((a, b) => (b.utilisation ?? 0) - (a.utilisation ?? 0));
  return first !== undefined && (first.utilisation ?? 0) >= 0.8 ? first.name : null;
}

/** Asks a policy; without a known load it is estimated, as the agent does. */
export function ask(policy: Policy, measured: Evaluation, own: Partial<Situation> = {}): Answer {
  return policy.decide({
    evaluation: measured,
    configuration: {},
    objective: balanced,
    demand: estimateDemand(measured),
    history: [],
    limits: { tasks: {}, slotsFree: 0 },
    outlook: () => outlook(),
    utilityUnder: () => null,
    legal: (changes) => changes,
    permits: () => true,
    horizonSeconds: 1800,
    earlier: [],
    utilityOf: () => null,
    partsNow: null,
    past: {
      utilityNoise: 0,
      watchedSeconds: 0,
      most: { perSecond: 0, withinSeconds: 1200 },
      lastChange: null,
      failed: [],
      peak: null,
    },
    ...own,
  });
}

/** The stages after the answer has been applied. */
export function applied(stages: readonly Stage[], answer: Answer): Stage[] {
  const changes = answer.kind === 'propose' ? answer.changes : {};
  return stages.map((s) => ({ ...s, executors: changes[`executors.${s.name}`] ?? s.executors }));
}

// Executors that full bolts need beyond their tasks: policies that keep within the tasks never ask for them.
import { type Changes, executorsKnob } from '../knobs/index.js';
import { bottleneckUtilisation, type ComponentEvaluation } from '../metrics/index.js';
import { targetExecutors } from './ds2.js';
import { targetGrowth } from './target-rate.js';
import type { Situation } from './types.js';

/** With these more tasks take nothing off the others: one of them gets each tuple, or all do. */
const notShared = new Set(['global', 'all']);

/** In one window, by the rates of DS2, which leave out what may be chance; empty where the load is carried. */
export function beyondTasks(window: Pick<Situation, 'evaluation' | 'demand'>): Changes {
  const growth = targetGrowth(window);
  if (typeof growth !== 'number') return {};
  return Object.fromEntries(
    window.evaluation.components.flatMap((c) => {
      const wanted = isStuck(c) ? targetExecutors(c, growth, { ...window, history: [] }) : null;
      return wanted === null || wanted <= c.tasks ? [] : [[executorsKnob(c.name), wanted] as const];
    }),
  );
}

/** In the mean: where one executor alone is full, its keys are hot, and more tasks may not help. */
function isStuck({ executors, tasks, utilisationMean, inputs }: ComponentEvaluation): boolean {
  const isFull = (utilisationMean ?? 0) >= bottleneckUtilisation;
  const isShared = inputs.some(({ grouping }) => !notShared.has(grouping.toLowerCase()));
  return isFull && executors >= tasks && (isShared || inputs.length === 0);
}

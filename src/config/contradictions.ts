// What can be wrong with a topology's settings though every value is fine by itself.
import type { Mapping, Path } from './path.js';
import type { Problem } from './problems.js';
import type { TopologyConfig } from './types.js';

/** What is wrong with merged settings; each layer may be fine alone. */
export function mergedProblems(merged: TopologyConfig, path: Path): Problem[] {
  const { weights, prices, module } = merged.objective;
  // A function of the site may look at neither.
  const weighs = module === undefined;
  const crossed = Object.entries(merged.knobs.bounds).flatMap(([knob, limits]) => {
    const text = boundsProblem(knob, { ...limits });
    return text === undefined ? [] : [{ path: [...path, 'knobs', 'bounds', knob], text }];
  });
  return [
    ...(!weighs || Object.values(weights).some((weight) => weight > 0)
      ? []
      : [
          {
            path: [...path, 'objective', 'weights'],
            text: 'all weights are 0, expected at least one above 0',
          },
        ]),
    ...(weighs && weights.cost > 0 && prices.executorPerHour === 0 && prices.workerPerHour === 0
      ? [
          {
            path: [...path, 'objective', 'prices'],
            text: 'both prices are 0, expected one above 0, or a cost weight of 0',
          },
        ]
      : []),
    ...crossed,
  ];
}

/** What is wrong with the limits of one knob. */
export function boundsProblem(knob: string, limits: Mapping): string | undefined {
  const { min, max } = limits;
  if (Object.keys(limits).length === 0) return 'found neither min nor max, expected at least one of them';
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    return `min (${min}) is greater than max (${max})`;
  const counted = /^(executors|parallelism)\.|^(workers|containers)$/.test(knob);
  const wrong = [min, max].find(
    (limit) => typeof limit === 'number' && !(Number.isInteger(limit) && limit >= 1),
  );
  return counted && wrong !== undefined
    ? `found ${String(wrong)}, expected whole numbers of at least 1`
    : undefined;
}

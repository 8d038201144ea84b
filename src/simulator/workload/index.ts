// Every kind of load a scenario may give a spout.
import { z } from 'zod';
import { own, type Random } from '../../util/index.js';
import { constantLoad, constantWorkload } from './constant.js';
import { dailyLoad, dailyWorkload } from './daily.js';
import { flashLoad, flashWorkload } from './flash.js';
import { mmppLoad, mmppWorkload } from './mmpp.js';
import { rampLoad, rampWorkload } from './ramp.js';
import { stepLoad, stepWorkload } from './step.js';
import { type TraceRow, traceLoad, traceWorkload } from './trace.js';
import type { Workload } from './types.js';

export { parseTrace, TraceProblem, type TraceRow } from './trace.js';
export type { Workload } from './types.js';

const kinds = ['constant', 'step', 'ramp', 'daily', 'mmpp', 'flash', 'trace'] as const;

/** `trace: FILE` says its kind by itself. */
export const loadSchema = z.preprocess(
  (given) =>
    typeof given === 'object' && given !== null && 'trace' in given && !('kind' in given)
      ? { kind: 'trace', ...given }
      : given,
  z.discriminatedUnion(
    'kind',
    [constantLoad, stepLoad, rampLoad, dailyLoad, mmppLoad, flashLoad, traceLoad],
    {
      error: ({ input }) => {
        const kind = (input as { kind?: unknown } | null | undefined)?.kind;
        const what = kind === undefined ? 'no kind of load' : `no load kind ${JSON.stringify(kind)}`;
        return `${what}; expected one of ${kinds.join(', ')}`;
      },
    },
  ),
);

export type Load = z.output<typeof loadSchema>;

/**
 * @param traces rows of every trace file, by the name that the load gives it
 * @param random of this load alone
 */
export function createWorkload(
  load: Load,
  traces: Readonly<Record<string, readonly TraceRow[]>>,
  random: Random,
): Workload {
  switch (load.kind) {
    case 'constant':
      return constantWorkload(load);
    case 'step':
      return stepWorkload(load);
    case 'ramp':
      return rampWorkload(load);
    case 'daily':
      return dailyWorkload(load);
    case 'mmpp':
      return mmppWorkload(load, random);
    case 'flash':
      return flashWorkload(load);
    case 'trace':
      return traceWorkload(load, own(traces, load.trace) ?? []);
  }
}

// More tasks for components that need more executors than they have tasks: only a new submission brings them.
import { type Advice, tasksAdvice } from '../../change/index.js';
import type { Snapshot, TopologyRef } from '../../clusters/index.js';
import { type Considering, wholeOutlookOf } from '../../decision/index.js';
import type { GuardInput } from '../../guard/index.js';
import { type Changes, componentOf, executorsKnob } from '../../knobs/index.js';
import type { Evaluation } from '../../metrics/index.js';
import { carefulGain } from '../../outlook/index.js';
import { activationLooks, beyondTasks } from '../../policy/index.js';
import { estimateDemand } from '../../twin/index.js';

interface Limited {
  readonly topology: Pick<TopologyRef, 'name'>;
  readonly knobs: { readonly exclude: readonly string[]; readonly bounds: GuardInput['limits']['bounds'] };
}

/** Not for knobs that the operator has excluded, and not beyond his bounds. */
export function headroomAdvice(
  wanted: Changes,
  { topology, knobs }: Limited,
  { components }: Snapshot,
  waitSeconds: number,
): Advice[] {
  return Object.entries(wanted).flatMap(([knob, value]) => {
    const component = components.find((c) => c.name === componentOf(knob));
    if (component === undefined || !Number.isInteger(value) || knobs.exclude.includes(knob)) return [];
    const useful = Math.min(value, Math.floor(knobs.bounds[knob]?.max ?? value));
    return useful <= component.tasks
      ? []
      : [tasksAdvice(topology.name, component.name, component.tasks, useful, waitSeconds)];
  });
}

/**
 * What is wanted beyond the tasks whoever is asked: most policies keep within them. Only where most of the last looks want it, so that it
 * does not come and go; and where the twin sees a gain in it.
 */
export function wantedBeyondTasks(considering: Considering): Changes {
  const { history, evaluation, demand } = considering;
  const before = history.slice(1 - activationLooks);
  const looks = [
    ...before.map((one) => ({ evaluation: one, demand: estimateDemand(one) })),
    { evaluation, demand },
  ].map((look) => ({ look, wanted: beyondTasks(look) }));
  const wanted = medians(looks.map((one) => one.wanted));
  const last = looks.findLast((one) => Object.keys(one.wanted).length > 0);
  if (Object.keys(wanted).length === 0 || last === undefined) return {};
  const gain = carefulGain(wholeOutlookOf(withRoom({ ...considering, ...last.look }, wanted), wanted));
  return gain !== null && gain > 0 ? wanted : {};
}

/** Of each knob the lower median, where most want it. */
function medians(all: readonly Changes[]): Changes {
  const knobs = new Set(all.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...knobs].flatMap((knob) => {
      const values = all.map((one) => one[knob] ?? 0).sort((a, b) => a - b);
      const median = values[Math.floor((values.length - 1) / 2)] ?? 0;
      return median === 0 ? [] : [[knob, median] as const];
    }),
  );
}

/** As if it had been submitted with that many tasks. */
function withRoom(considering: Considering, wanted: Changes): Considering {
  const roomy = (window: Evaluation): Evaluation => ({
    ...window,
    components: window.components.map((c) => ({
      ...c,
      tasks: Math.max(c.tasks, wanted[executorsKnob(c.name)] ?? 0),
    })),
  });
  const { evaluation, history, earlier } = considering;
  const past = { history: history.map(roomy), earlier: earlier.map(roomy) };
  return { ...considering, ...past, evaluation: roomy(evaluation) };
}

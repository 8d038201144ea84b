// A random legal step of one knob now and then: the floor for agents that act.
import { componentOf, executorsKnob, type KnobName, knobNamed, stepOnLadder } from '../knobs/index.js';
import { createRandom } from '../util/index.js';
import { pendingKnob } from './search-space.js';
import type { Answer, Policy, Situation } from './types.js';

/** One step in each half hour, at the first look in it. */
const everySeconds = 30 * 60;

/** No source: what any agent has to beat. By topology and time alone, so that the same run gives the same steps. */
export const random: Policy = {
  name: 'random',
  about: 'a random step of one knob every half hour; a floor for comparison, not recommended',
  decide: (situation: Situation): Answer => {
    const { evaluation, history, earlier, configuration } = situation;
    const slotOf = (at: number): number => Math.floor(at / (1000 * everySeconds));
    const slot = slotOf(evaluation.at);
    const last = history.at(-1) ?? earlier.at(-1);
    if (last !== undefined && slotOf(last.at) === slot) {
      return { kind: 'hold', code: 'NOT_YET', text: 'this half hour has had its look' };
    }
    const steps = stepsOf(situation);
    const draw = createRandom(slot).fork(evaluation.topology.id);
    const chosen = steps[draw.integer(steps.length)];
    if (chosen === undefined) return { kind: 'hold', code: 'NO_STEP', text: 'no knob can be turned' };
    const text = `by chance: ${chosen.knob} ${configuration[chosen.knob]} → ${chosen.to}`;
    return { kind: 'propose', changes: { [chosen.knob]: chosen.to }, text };
  },
};

function stepsOf({ evaluation, configuration, limits }: Situation): { knob: KnobName; to: number }[] {
  const knobs = [
    ...evaluation.components.filter((c) => c.kind !== 'system').map((c) => executorsKnob(c.name)),
    'workers',
    pendingKnob,
  ];
  return knobs.flatMap((name) => {
    const [knob, at] = [knobNamed(name), configuration[name]];
    if (knob === undefined || at === null || at === undefined) return [];
    const component = componentOf(name);
    const most =
      component !== undefined
        ? (limits.tasks[component] ?? at)
        : name === 'workers'
          ? at + limits.slotsFree
          : knob.max;
    const range = { min: knob.min, max: Math.max(at, Math.min(knob.max, most)) };
    return [-1, 1].flatMap((step) => {
      const to = stepOnLadder(knob.ladder, at, step, range);
      return to === at ? [] : [{ knob: name, to }];
    });
  });
}

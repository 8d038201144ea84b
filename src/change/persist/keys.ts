// Under which key a knob is kept in configuration files, so that the next submission of the topology begins with it.
import { componentOf, type KnobName, memoryComponentOf } from '../../knobs/index.js';
import type { Target } from './types.js';

/** Knobs of Heron are named otherwise; its keys are those of the engine. */
const parallelismPrefix = 'parallelism.';

/**
 * @param own keys of the application by knob, from the configuration: they go before Trimtab's own knowledge
 * @returns where to look in a Flux or ECO file and in any other; null where such a file has no place for it
 */
export function targetsOf(
  knob: KnobName,
  own: Readonly<Record<KnobName, string>>,
): { readonly flux: Target | null; readonly flat: Target | null } {
  const named = Object.hasOwn(own, knob) ? own[knob] : undefined;
  const setting = (key: string): Target => ({ kind: 'setting', key });
  const flat = named === undefined ? null : setting(named);
  const [component, heavy] = [componentOf(knob) ?? instancesOf(knob), memoryComponentOf(knob)];
  // Storm gives the acker as many tasks as executors, by one key for both.
  if (component === '__acker') return both(flat ?? setting('topology.acker.executors'));
  if (component !== undefined) return { flux: { kind: 'component', component, field: 'parallelism' }, flat };
  if (heavy !== undefined)
    return { flux: { kind: 'component', component: heavy, field: 'onHeapMemoryLoad' }, flat };
  if (knob === 'workers') return both(flat ?? setting('topology.workers'));
  if (knob === 'containers') return both(flat ?? setting('topology.stmgrs'));
  return both(flat ?? setting(knob));
}

function both(target: Target): { readonly flux: Target; readonly flat: Target } {
  return { flux: target, flat: target };
}

function instancesOf(knob: KnobName): string | undefined {
  return knob.startsWith(parallelismPrefix) ? knob.slice(parallelismPrefix.length) : undefined;
}

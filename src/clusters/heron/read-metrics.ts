// The metrics of one poll: a timeline for each component, the back pressure of all stream managers, and exceptions in turn.
import { type BackPressure, readBackPressure } from './back-pressure.js';
import type { TopologyMemory } from './memory.js';
import { askedMetrics } from './metric-names.js';
import { closedMinutes } from './minutes.js';
import type { HeronPlan, PlannedComponent } from './plan.js';
import type { Named, Span, Tracker } from './tracker.js';

/** Ten full minutes, the one that fills, and the one a metric is born with. */
const firstSpanSeconds = 12 * 60;
/** Beyond the present, so that clocks may differ. */
const aheadSeconds = 3 * 3600;

/**
 * At most one request for each component and two more (at first, three); with the list of topologies and the plans, components + 4. Beyond
 * eighty instances of bolts, one more for each further eighty, or for fewer where their names are long.
 */
export async function readMetrics(
  source: Tracker,
  named: Named,
  plan: HeronPlan,
  memory: TopologyMemory,
  localSeconds: number,
  signal: AbortSignal,
): Promise<BackPressure> {
  const known = plan.components.map((component) => memory.knownUntil(component));
  const [first] = plan.components;
  // The topology manager's clock is asked for at first only; from then on its minutes tell the time.
  const isFirst = known.some((at) => at === null);
  const now = isFirst && first !== undefined ? await source.now(named, first.name, signal) : null;
  const newest = Math.max(...known.map((at) => at ?? 0), now ?? 0) || localSeconds;
  // After hours without a poll all that the topology manager still keeps (180 minutes) is far newer than what is known.
  const to = Math.max(newest, localSeconds) + aheadSeconds;
  const asked = memory.nextForExceptions(plan.components, 1);
  const [backPressure] = await Promise.all([
    readBackPressure(source, named, plan, { from: newest - firstSpanSeconds, to }, signal),
    ...plan.components.map(async (component, i) => {
      const from = known[i] ?? newest - firstSpanSeconds;
      await readComponent(source, named, component, memory, { from, to }, signal);
    }),
    ...asked.map(async ({ name }) => {
      const found = await source.exceptions(named, name, signal);
      const newestFirst = found
        .map(({ text, lastTime }) => ({ text, at: secondsOf(lastTime) }))
        .sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
      memory.exceptions.set(name, newestFirst[0] ?? null);
    }),
  ]);
  return backPressure;
}

async function readComponent(
  source: Tracker,
  named: Named,
  component: PlannedComponent,
  memory: TopologyMemory,
  span: Span,
  signal: AbortSignal,
): Promise<void> {
  const { emitted, executed } = component.metrics;
  const timeline = await source.timeline(
    named,
    component.name,
    askedMetrics(component.metrics),
    span,
    signal,
  );
  for (const { id } of component.instances) {
    const history = memory.history(component, id);
    history.add(closedMinutes(timeline, id, history.lastAt, span.from, [...emitted, ...executed]));
  }
}

/** "Sun Nov 22 15:10:34 UTC 2026", as Java prints a date. */
function secondsOf(time: string | null): number | null {
  const ms = time === null ? Number.NaN : Date.parse(time);
  return Number.isFinite(ms) ? ms / 1000 : null;
}

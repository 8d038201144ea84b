// What policies are put to on a simulated Heron, each with its objective: golden scenarios and loads in Heron's words.
import { objectiveFrom } from '../../dist/config/index.js';
import { loadScenario } from '../../dist/simulator/index.js';

/** At first with as many instances as named; acknowledged or not. Without, nothing but back pressure limits what is in flight. */
async function onHeron(name, { minutes, acked, executors = {}, load }) {
  const scenario = await loadScenario(name);
  const { topology } = scenario;
  const components = Object.fromEntries(
    Object.entries(topology.components).map(([component, its]) => [
      component,
      { ...its, executors: executors[component] ?? its.executors },
    ]),
  );
  const kept = acked ? topology.settings : {};
  const settings = { ...kept, 'topology.reliability.mode': acked ? 'ATLEAST_ONCE' : 'ATMOST_ONCE' };
  return {
    ...scenario,
    minutes,
    engine: 'heron',
    ...(load === undefined ? {} : { load: { source: load } }),
    topology: { ...topology, components, settings },
  };
}

/** A day drawn together to four hours, in quarters of an hour: from the mean up to the peak, down to the trough, and back. */
function dayInFourHours(meanPerSecond, amplitude) {
  const steps = Array.from({ length: 16 }, (_, i) => ({
    atMinute: 15 * i,
    perSecond: Math.round(meanPerSecond * (1 + amplitude * Math.sin((2 * Math.PI * (i + 0.5)) / 16))),
  }));
  return { kind: 'step', steps };
}

const half = {
  kind: 'step',
  steps: [
    { atMinute: 0, perSecond: 2500 },
    { atMinute: 40, perSecond: 1250 },
  ],
};
const latencySlo = { completeLatencyMs: 500 };

/** The SLO of what is not acknowledged is nine tenths of the load; of the rest a complete latency, waiting at the source included. */
export const heronCases = [
  {
    title: 'G1, word count of DS2; the source tells its rate and what waits',
    told: true,
    objective: { ...objectiveFrom('throughput', 'G1'), slo: { minThroughputPerSecond: 15_000 } },
    scenario: () => onHeron('g01-wordcount-ds2', { minutes: 60, acked: false }),
  },
  {
    title: 'G8, two bottlenecks at once',
    told: false,
    objective: { ...objectiveFrom('balanced', 'G8'), slo: { minThroughputPerSecond: 2250 } },
    scenario: () => onHeron('g08-two-bottlenecks', { minutes: 60, acked: false }),
  },
  {
    title: 'half the load from minute 40 on, acknowledged, objective cost',
    told: false,
    objective: { ...objectiveFrom('cost', 'half'), slo: latencySlo },
    scenario: () =>
      onHeron('g08-two-bottlenecks', {
        minutes: 120,
        acked: true,
        executors: { split: 7, count: 7 },
        load: half,
      }),
  },
  {
    title: 'half the load from minute 40 on, acknowledged, objective balanced',
    told: false,
    objective: { ...objectiveFrom('balanced', 'half'), slo: latencySlo },
    scenario: () =>
      onHeron('g08-two-bottlenecks', {
        minutes: 120,
        acked: true,
        executors: { split: 7, count: 7 },
        load: half,
      }),
  },
  {
    title: 'daily load, a day drawn together to four hours, acknowledged',
    told: false,
    objective: { ...objectiveFrom('balanced', 'daily'), slo: latencySlo },
    scenario: () =>
      onHeron('g08-two-bottlenecks', {
        minutes: 240,
        acked: true,
        // Enough for the mean, and not for the peak of 2400.
        executors: { split: 4, count: 4 },
        load: dayInFourHours(1600, 0.5),
      }),
  },
  {
    title: 'skew (G5 at 2800 tuples/s), half of the words on one instance, acknowledged',
    told: false,
    objective: { ...objectiveFrom('balanced', 'skew'), slo: latencySlo },
    // Even shares would ask for two instances of count, of which the hot one could not keep up; of three it can.
    scenario: () =>
      onHeron('g05-skew-50', {
        minutes: 60,
        acked: true,
        load: { kind: 'constant', meanPerSecond: 2800 },
      }),
  },
];

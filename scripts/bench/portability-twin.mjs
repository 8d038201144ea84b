// A twin that was fitted before something changed, used after it: how wrong it is, and how many windows until it is as good as a new one.
import { createEnvironment } from '../../dist/simulator/index.js';
import { suiteNamed } from '../../dist/training/index.js';
import { estimateDemand, fitTwin, predict } from '../../dist/twin/index.js';
import { createRandom, quantile } from '../../dist/util/index.js';
import { driftPlants } from './drift-plants.mjs';

const windowSeconds = 120;
const [plantedAtMinute, minutes] = [30, 62];
const noChange = { executors: {} };
/** As the changes of the drift study, and twice the load, which no window of before has shown. */
const kinds = {
  workload: [
    (scenario) => ({
      load: Object.fromEntries(
        Object.entries(scenario.load).map(([name, { peakPerSecond }]) => [
          name,
          {
            kind: 'step',
            steps: [
              { atMinute: 0, perSecond: 0.3 * peakPerSecond },
              { atMinute: plantedAtMinute, perSecond: 0.6 * peakPerSecond },
            ],
          },
        ]),
      ),
    }),
  ],
  application: [driftPlants['cost of one bolt'].plant, driftPlants.selectivity.plant, driftPlants.skew.plant],
  cluster: [driftPlants['slower nodes'].plant],
};
const looks = [0, 1, 2, 4];

/** @returns of each number of new windows the errors of latency and busy share; null where the twin of before knows nothing */
function errorsOf(scenario, restartFactor) {
  const environment = createEnvironment({ ...scenario, minutes }, { windowSeconds, restartFactor });
  const [before, since] = [[], []];
  for (let minute = 1; minute <= minutes; minute++) {
    environment.advance(60);
    const seen = environment.observe();
    if ('kind' in seen || minute % 2 !== 0) continue;
    if (minute <= plantedAtMinute) before.push(seen);
    // The first ones are of both.
    else if (minute > plantedAtMinute + 4) since.push(seen);
  }
  const last = since.slice(-8);
  if (before.length === 0 || last.length < 8) return null;
  const truth = {
    latency: meanOf(last.map((seen) => seen.completeLatencyMs)),
    busy: meanOf(last.map(busiest)),
  };
  const demand = estimateDemand(last.at(-1));
  const found = looks.map((windows) => {
    const fit = fitTwin([...before.slice(-4), ...since.slice(0, windows)]);
    if (fit.kind !== 'twin') return null;
    const { completeLatencyMs, utilisation } = predict(fit.twin, noChange, demand);
    return {
      latency: apart(completeLatencyMs?.mean ?? null, truth.latency),
      busy: apart(Math.max(...Object.values(utilisation)), truth.busy),
    };
  });
  return found.includes(null) ? null : found;
}

const busiest = ({ components }) =>
  Math.max(...components.filter(({ kind }) => kind === 'bolt').map(({ utilisation }) => utilisation ?? 0));
const meanOf = (values) => {
  const known = values.filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
};
/** Of a factor of 2 either way 100 %. */
const apart = (predicted, measured) =>
  predicted === null || measured === null || !(predicted > 0) || !(measured > 0)
    ? null
    : Math.exp(Math.abs(Math.log(predicted / measured))) - 1;

export function recoveryTable(cases) {
  const suite = suiteNamed('seen');
  const lines = [
    `A twin that was fitted on A asked for the present configuration on B, ${cases} cases of each kind of seen: median error of complete latency and of the busiest bolt’s busy share (and its 90th percentile) after so many windows of B.`,
    '',
    `| B differs in | cases | ${looks.map((windows) => `${windows} windows: latency | busy share`).join(' | ')} |`,
    `|---|---|${looks.map(() => '---|---|').join('')}`,
  ];
  for (const [kind, plants] of Object.entries(kinds)) {
    const found = [];
    for (let i = 4000; found.length < cases && i < 4000 + 40 * cases; i++) {
      const { scenario, restartFactor } = suite.episode(i);
      const what = plants[i % plants.length](scenario, createRandom(i).fork(kind));
      if (what === null) continue;
      const events = (what.events ?? []).map((event) => ({ ...event, atMinute: plantedAtMinute }));
      const load = what.load ?? flat(scenario.load);
      const errors = errorsOf({ ...scenario, events, load }, restartFactor);
      if (errors !== null) found.push(errors);
    }
    const cells = looks.map((_, k) =>
      ['latency', 'busy']
        .map((what) => {
          const known = found.map((errors) => errors[k][what]).filter((one) => one !== null);
          const at = (share) => `${(100 * quantile(known, share)).toFixed(0)} %`;
          return `${at(0.5)} (${at(0.9)})`;
        })
        .join(' | '),
    );
    lines.push(`| ${kind} | ${found.length} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

/** So that what differs between windows is what was planted. */
const flat = (load) =>
  Object.fromEntries(
    Object.entries(load).map(([name, { peakPerSecond }]) => [
      name,
      { kind: 'constant', meanPerSecond: 0.5 * peakPerSecond },
    ]),
  );

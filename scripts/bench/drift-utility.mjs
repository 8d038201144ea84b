// What noticing drift is worth: episodes into which a change is planted half-way, played by the same policy with and without setting aside
// what was learned before, and by the fallback. npm run bench:drift-utility [-- --cases N]
import { parseArgs } from 'node:util';
import { newDetector, signatureOf, watchDrift } from '../../dist/drift/index.js';
import { policyNamed } from '../../dist/policy/index.js';
import { paired, runEpisode, suiteNamed } from '../../dist/training/index.js';
import { createRandom, quantile } from '../../dist/util/index.js';
import { driftPlants } from './drift-plants.mjs';

const { values } = parseArgs({
  options: {
    /** Of each kind. */
    cases: { type: 'string', default: '60' },
    suite: { type: 'string', default: 'seen' },
    from: { type: 'string', default: '1000' },
    policy: { type: 'string', default: 'twin-greedy' },
    fallback: { type: 'string', default: 'ds2' },
  },
});
const engine = 'storm 2.8.3';
const suite = suiteNamed(values.suite);
const [policy, fallback] = [values.policy, values.fallback].map(policyNamed);
const kinds = Object.entries(driftPlants).filter(([, { kind }]) => kind !== 'workload');

console.log(
  `Of ${values.suite}, from ${values.from}; planted half-way; ${policy.name} with and without setting aside what was learned, and ${fallback.name}.\n`,
);
console.log(
  '| planted | cases | noticed | with | without | fallback | with − without, 95 % | with − fallback, 95 % | cases in which they differ |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
const all = [];
for (const [name, { plant }] of kinds) {
  const rows = played(name, plant);
  all.push(...rows);
  told(name, rows);
}
told('all', all);

function played(name, plant) {
  const rows = [];
  const first = Number(values.from);
  for (let i = first; rows.length < Number(values.cases) && i < first + 3000; i++) {
    const spec = suite.episode(i);
    const what = plant(spec.scenario, createRandom(i).fork(name));
    if (what === null) continue;
    const events = what.events.map((event) => ({ ...event, atMinute: spec.minutes / 2 }));
    const changed = { ...spec, scenario: { ...spec.scenario, events }, guards: 'full' };
    const noticing = noticer();
    try {
      rows.push({
        with: runEpisode({ ...changed, policy, isDrifted: noticing.isDrifted }).utility,
        without: runEpisode({ ...changed, policy }).utility,
        fallback: runEpisode({ ...changed, policy: fallback }).utility,
        noticed: noticing.count() > 0,
      });
    } catch (thrown) {
      // An application that cannot be laid out is none.
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }
  return rows;
}

/** As src/agent/look/notice-drift.ts: of changes of the load alone nothing is set aside. */
function noticer() {
  let [detector, drifts] = [newDetector(), 0];
  return {
    isDrifted: (seen) => {
      const watched = watchDrift(detector, signatureOf(seen, engine));
      detector = watched.detector;
      const isForgotten = watched.drift !== null && watched.drift.kind !== 'workload';
      drifts += isForgotten ? 1 : 0;
      return isForgotten;
    },
    count: () => drifts,
  };
}

function told(name, rows) {
  const scores = (of) => [rows.map((row) => row[of])];
  const mean = (of) => (rows.reduce((sum, row) => sum + row[of], 0) / rows.length).toFixed(3);
  const against = (other) => {
    const { difference, ci95 } = paired(scores('with'), scores(other), 1);
    return `${difference.toFixed(4)} (${ci95[0].toFixed(4)} … ${ci95[1].toFixed(4)})`;
  };
  const differing = rows.filter((row) => row.with !== row.without);
  const few =
    differing.length === 0
      ? ''
      : `, 5th percentile ${quantile(
          differing.map((row) => row.with - row.without),
          0.05,
        ).toFixed(3)}`;
  console.log(
    `| ${name} | ${rows.length} | ${rows.filter((row) => row.noticed).length} | ${mean('with')} | ${mean('without')} | ${mean('fallback')} | ${against('without')} | ${against('fallback')} | ${differing.length}${few} |`,
  );
}

// Plants changes of application, cluster, load and engine into simulated topologies, and counts what is noticed, how soon and by which name; and false alarms where nothing changes.
import { parseArgs } from 'node:util';
import { newDetector, signatureOf, watchDrift } from '../../dist/drift/index.js';
import { createEnvironment } from '../../dist/simulator/index.js';
import { suiteNamed } from '../../dist/training/index.js';
import { createRandom } from '../../dist/util/index.js';
import { driftPlants as plants } from './drift-plants.mjs';

const { values } = parseArgs({
  options: {
    /** Of each kind. */
    cases: { type: 'string', default: '60' },
    /** Simulated days without a change, of constant and of daily loads each. */
    days: { type: 'string', default: '60' },
    suite: { type: 'string', default: 'seen' },
    from: { type: 'string', default: '0' },
    verbose: { type: 'boolean', default: false },
  },
});
const windowSeconds = 120;
const plantedAtMinute = 60;
const within = 5;
const engine = 'storm 2.8.3';
const suite = suiteNamed(values.suite);

function signatures(scenario, options, minutes, atMinute) {
  const environment = createEnvironment({ ...scenario, minutes }, { windowSeconds, ...options });
  const found = [];
  let detector = newDetector();
  let windowsSince = 0;
  let before = null;
  for (let minute = 1; minute <= minutes; minute++) {
    environment.advance(60);
    const seen = environment.observe();
    if ('kind' in seen) continue;
    const signature = signatureOf(seen, engine);
    if (minute <= atMinute) before = signature;
    const watched = watchDrift(detector, signature);
    if (watched.detector !== detector && minute >= atMinute + windowSeconds / 60) windowsSince++;
    detector = watched.detector;
    if (watched.drift !== null) found.push({ ...watched.drift, minute, windowsSince });
  }
  return { found, before };
}

/** Traits that a window shows at all: of a bolt with few tuples, or idle and cheap, nothing can be told. */
const isSeen = (before, traits) =>
  traits.every(([trait, component]) =>
    before?.traits.some((t) => t.trait === trait && t.component === component),
  );

/** @returns what was said of the change in time */
function count(counts, found, atMinute, kind) {
  const after = found.filter(({ minute }) => minute > atMinute);
  const noticed = after.find(({ windowsSince }) => windowsSince <= within);
  counts.cases++;
  counts.before += found.length - after.length;
  if (noticed === undefined) counts.late += after.length > 0 ? 1 : 0;
  else counts.soon++;
  if (noticed?.kind === kind) counts.named++;
  return noticed;
}

function planted(name) {
  const { kind, atMinute = plantedAtMinute, plant } = plants[name];
  const counts = { cases: 0, unseen: 0, before: 0, soon: 0, named: 0, late: 0 };
  const first = Number(values.from);
  for (let i = first; counts.cases < Number(values.cases) && i < first + 2000; i++) {
    const { scenario, restartFactor } = suite.episode(i);
    const what = plant(scenario, createRandom(i).fork(name));
    if (what === null) continue;
    const events = (what.events ?? []).map((event) => ({ ...event, atMinute }));
    const changed = { ...scenario, events, load: what.load ?? scenario.load };
    const { found, before } = signatures(changed, { restartFactor }, atMinute + 30, atMinute);
    if (what.shows === undefined ? before?.isOffered !== true : !isSeen(before, what.shows)) {
      counts.unseen++;
      continue;
    }
    const noticed = count(counts, found, atMinute, kind);
    if (values.verbose && noticed?.kind !== kind) {
      const said = found.map((f) => `${f.minute} ${f.kind} ${f.text}`).join(' | ') || 'nothing';
      console.log(`  ${name} ${i}: ${JSON.stringify(what)} -> ${said}`);
    }
  }
  return counts;
}

/** Days in which nothing changes but the load, three for each topology. */
function quiet(kind) {
  let [days, alarms] = [0, 0];
  for (let i = Number(values.from); days < Number(values.days); i++, days += 3) {
    const { scenario, restartFactor } = suite.episode(i + 500);
    const load = Object.fromEntries(
      Object.entries(scenario.load).map(([name, { peakPerSecond }]) => [
        name,
        kind === 'daily'
          ? { kind: 'daily', meanPerSecond: 0.5 * peakPerSecond, amplitude: 0.6 }
          : { kind: 'constant', meanPerSecond: 0.5 * peakPerSecond },
      ]),
    );
    const { found } = signatures({ ...scenario, events: [], load }, { restartFactor }, 3 * 1440, 0);
    alarms += found.length;
    if (values.verbose)
      for (const { minute, kind: named, text } of found)
        console.log(`  ${kind} ${i + 500}: ${minute} ${named} ${text}`);
  }
  return { days, alarms };
}

const share = (part, whole) => `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(0)} %)`;
console.log(
  `Of ${values.suite}, from ${values.from}; a window of ${windowSeconds} s each minute; planted at minute ${plantedAtMinute}; windows that are of the new behaviour alone count.\n`,
);
console.log(
  `| planted | cases | noticed within ${within} full windows | of these named rightly | later | alarms before | left out: not to be seen |`,
);
console.log('|---|---|---|---|---|---|---|');
const all = [];
for (const name of Object.keys(plants)) {
  const counts = planted(name);
  all.push(counts);
  console.log(
    `| ${name} | ${counts.cases} | ${share(counts.soon, counts.cases)} | ${share(counts.named, counts.soon)} | ${counts.late} | ${counts.before} | ${counts.unseen} |`,
  );
}
const sum = (of) => all.reduce((total, one) => total + one[of], 0);
console.log(
  `| all | ${sum('cases')} | ${share(sum('soon'), sum('cases'))} | ${share(sum('named'), sum('soon'))} | ${sum('late')} | ${sum('before')} | ${sum('unseen')} |`,
);
console.log(
  '\n| nothing changes but the load | simulated days | false alarms | in 30 days |\n|---|---|---|---|',
);
for (const kind of ['constant', 'daily']) {
  const { days, alarms } = quiet(kind);
  console.log(`| ${kind} | ${days} | ${alarms} | ${((30 * alarms) / days).toFixed(2)} |`);
}

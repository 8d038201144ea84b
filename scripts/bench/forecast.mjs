// Whether what the twin says that a change would win orders planted changes by what is really lost where nothing is decided anew. npm run bench:forecast
import { parseArgs } from 'node:util';
import { costOf } from '../../dist/outlook/index.js';
import { lookAt, policyNamed } from '../../dist/policy/index.js';
import { runEpisode, suiteNamed } from '../../dist/training/index.js';
import { createRandom } from '../../dist/util/index.js';
import { driftPlants } from './drift-plants.mjs';
import { correlation } from './rank-correlation.mjs';

const { values } = parseArgs({
  options: {
    /** Of each kind. */
    cases: { type: 'string', default: '15' },
    from: { type: 'string', default: '5000' },
    suite: { type: 'string', default: 'seen' },
    verbose: { type: 'boolean', default: false },
  },
});
/** The agent sets it up in the first half hour; when it is asked again, no budget holds it back, and windows are of the new behaviour alone. */
const [setUpMinutes, plantedAtMinute, forecastAtMinute, minutes] = [30, 90, 96, 160];
const suite = suiteNamed(values.suite);
const greedy = policyNamed('twin-greedy');
const waiting = { kind: 'hold', code: 'KEPT', text: 'the model is kept' };

/** By the best of what the guards let pass, less the price of the change over the horizon: utility that is lost as long as nothing is decided anew. */
function forecastLoss(situation) {
  const looked = lookAt(situation);
  if (typeof looked === 'string') return null;
  const worth = ({ outlook }) => (outlook.utilityGain ?? 0) - costOf(outlook) / situation.horizonSeconds;
  return Math.max(0, ...looked.filter(({ isPermitted, score }) => isPermitted && score > 0).map(worth));
}

/** Of the minutes after the forecast. */
function played(spec, decide) {
  let minute = 0;
  let [sum, counted] = [0, 0];
  const observer = {
    minute: (parts) => {
      minute++;
      if (minute <= forecastAtMinute || parts === null) return;
      sum += Math.max(
        -1,
        Math.min(
          1,
          Object.values(parts).reduce((all, one) => all + one, 0),
        ),
      );
      counted++;
    },
    decided: () => {},
  };
  const policy = { ...greedy, decide: (situation) => decide(situation, minute) };
  runEpisode({ ...spec, minutes, guards: 'full', decideEveryMinutes: 2, policy, observer });
  return counted === 0 ? null : sum / counted;
}

function caseOf(index, name, plant) {
  const drawn = suite.episode(index);
  const what = plant(drawn.scenario, createRandom(index).fork(name));
  if (what === null) return null;
  const events = what.events.map((event) => ({ ...event, atMinute: plantedAtMinute }));
  const spec = { ...drawn, scenario: { ...drawn.scenario, events } };
  let forecast = null;
  const kept = played(spec, (situation, minute) => {
    if (minute >= forecastAtMinute) forecast ??= forecastLoss(situation);
    return minute <= setUpMinutes ? greedy.decide(situation) : waiting;
  });
  const anew = played(spec, (situation, minute) =>
    minute <= setUpMinutes || minute >= forecastAtMinute ? greedy.decide(situation) : waiting,
  );
  if (forecast === null || kept === null || anew === null) return null;
  if (values.verbose)
    console.log(`  ${name} ${index}: lost ${(anew - kept).toFixed(3)}, ${JSON.stringify(forecast)}`);
  return { forecast, lost: anew - kept };
}

function found(name, plant) {
  const rows = [];
  const from = Number(values.from);
  for (let i = from; rows.length < Number(values.cases) && i < from + 2000; i++) {
    try {
      const one = caseOf(i, name, plant);
      if (one !== null) rows.push(one);
    } catch (thrown) {
      // An application that cannot be laid out is none.
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }
  return rows;
}

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
console.log(
  `Of ${values.suite}, from ${values.from}; twin-greedy under all guards, until minute ${setUpMinutes}. Changed at minute ${plantedAtMinute}, forecast at minute ${forecastAtMinute}, and from there on to minute ${minutes} either nothing is decided any more, or it is.\n`,
);
console.log(
  '| changed | cases | nothing lost by the forecast | forecast lost | really lost | Spearman, 95 % |\n|---|---|---|---|---|---|',
);
function told(name, rows) {
  const { rho, low, high } = correlation(
    rows.map(({ forecast }) => forecast),
    rows.map(({ lost }) => lost),
  );
  console.log(
    `| ${name} | ${rows.length} | ${rows.filter(({ forecast }) => forecast === 0).length} | ${mean(rows.map(({ forecast }) => forecast)).toFixed(3)} | ${mean(rows.map(({ lost }) => lost)).toFixed(3)} | ${rho.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)}) |`,
  );
}
const all = [];
for (const [name, { kind, plant }] of Object.entries(driftPlants)) {
  if (kind === 'workload') continue;
  const rows = found(name, plant);
  all.push(...rows);
  told(name, rows);
}
told('all', all);

// A planned peak of 2.5 times the load: the same episodes with the plan and without it.
import { parseArgs } from 'node:util';
import { objectiveFrom } from '../../dist/config/index.js';
import { policyNamed } from '../../dist/policy/index.js';
import { createEnvironment } from '../../dist/simulator/index.js';
import { oracleOf, randomScenario, runEpisode } from '../../dist/training/index.js';

const { values } = parseArgs({ options: { episodes: { type: 'string', default: '40' } } });
const peak = { atMinute: 60, minutes: 60, factor: 2.5 };
const minutes = 210;
const policy = policyNamed('twin-greedy');
const entrants = {
  'keep, without the plan': { policy: policyNamed('keep') },
  'twin-greedy, without the plan': { policy },
  'twin-greedy, with the plan': { policy, peak },
};
const results = new Map(Object.keys(entrants).map((name) => [name, []]));
let [seed, skipped, beyond] = [0, 0, 0];
while (results.get('keep, without the plan').length < Number(values.episodes)) {
  seed += 1;
  const random = randomScenario(seed, minutes);
  const load = Object.fromEntries(
    Object.entries(random.load).map(([name, one]) => {
      const mean = one.meanPerSecond ?? one.states?.[0].perSecond ?? 1.5 * one.basePerSecond;
      const rest = { riseMinutes: 1, holdMinutes: peak.minutes - 2, fallMinutes: 1 };
      return [
        name,
        { kind: 'flash', basePerSecond: mean / 2.5, factor: peak.factor, atMinute: peak.atMinute, ...rest },
      ];
    }),
  );
  const scenario = { ...random, load };
  const environment = createEnvironment(scenario, { windowSeconds: 120 });
  environment.advance(300);
  const seen = environment.observe();
  if ('kind' in seen || seen.completeLatencyMs === null) {
    skipped += 1;
    continue;
  }
  const objective = {
    ...objectiveFrom('balanced', 'peak'),
    slo: { completeLatencyMs: 3 * seen.completeLatencyMs },
  };
  const run = (one) => runEpisode({ scenario, objective, guards: 'full', minutes, ...one });
  const keep = run(entrants['keep, without the plan']);
  // Where nothing has to be done there is nothing to plan for.
  if (keep.sloMinutes < 10) {
    skipped += 1;
    continue;
  }
  // Where no configuration carries the peak no plan can keep the SLO.
  if (
    run({ policy: fixed(peakConfiguration({ scenario, objective, minutes })), guards: 'safety' }).sloMinutes >
    5
  ) {
    beyond += 1;
    continue;
  }
  results.get('keep, without the plan').push(keep);
  for (const name of Object.keys(entrants).slice(1)) results.get(name).push(run(entrants[name]));
}
/** The oracle's for the middle of the peak. */
function peakConfiguration(spec) {
  const at = peak.atMinute + peak.minutes / 2;
  const { segments } = oracleOf({ ...spec, external: false });
  return segments.find((one) => one.fromMinute <= at && at < one.fromMinute + one.minutes).configuration;
}

/** Goes there at once and stays. */
function fixed(wanted) {
  return {
    name: 'fixed',
    about: '',
    decide: ({ configuration }) => {
      const changes = Object.fromEntries(
        Object.entries(wanted).filter(([knob, value]) => value !== null && value !== configuration[knob]),
      );
      return Object.keys(changes).length === 0
        ? { kind: 'hold', code: 'THERE', text: '' }
        : { kind: 'propose', changes, text: '' };
    },
  };
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
console.log(
  `a peak of ${peak.factor} times the load in minutes ${peak.atMinute} to ${peak.atMinute + peak.minutes} of ${minutes}; seeds 1 to ${seed}, ${skipped} left out as the peak breaks no SLO for ten minutes there, ${beyond} as no configuration that the oracle finds carries it`,
);
console.log('| policy | SLO broken, minutes | at most 5 minutes | utility | changes | executor hours |');
console.log('|---|---|---|---|---|---|');
for (const [name, list] of results) {
  const of = (key) => mean(list.map((one) => one[key]));
  const kept = list.filter((one) => one.sloMinutes <= 5).length;
  console.log(
    `| ${name} | ${of('sloMinutes').toFixed(1)} | ${kept} of ${list.length} | ${of('utility').toFixed(3)} | ${of('changes').toFixed(1)} | ${of('executorHours').toFixed(0)} |`,
  );
}

// Searches how much twin-greedy should hold back, on training seeds only: never on those that are reported on.
import { parseArgs } from 'node:util';
import { objectiveFrom } from '../../dist/config/index.js';
import { policyNamed } from '../../dist/policy/index.js';
import { randomScenario, runEpisode, usualRestraint } from '../../dist/training/index.js';

const firstTrainingSeed = 100_001;
const { values } = parseArgs({
  options: {
    episodes: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '240' },
    policy: { type: 'string', default: 'twin-greedy' },
  },
});
const minutes = Number(values.minutes);
const presets = ['balanced', 'throughput', 'latency', 'cost'];
const tried = [
  {},
  { minGain: 0.01, minGainDown: 0.01 },
  { minGain: 0.05 },
  { minGain: 0.05, minGainDown: 0.05 },
  { minGain: 0.05, minGainDown: 0.05, coolDownSeconds: 300 },
  { minGain: 0.1 },
  { horizonSeconds: 900 },
  { horizonSeconds: 3600 },
  { minGain: 0.05, horizonSeconds: 3600 },
  { coolDownSeconds: 300 },
  { coolDownSeconds: 1200 },
];
console.log(
  `${values.policy}: ${values.episodes} training episodes of ${minutes} minutes, seeds from ${firstTrainingSeed}`,
);
console.log('| restraint | utility | changes |');
console.log('|---|---|---|');
for (const changed of tried) {
  let [utility, changes, n] = [0, 0, 0];
  for (let seed = firstTrainingSeed; seed < firstTrainingSeed + Number(values.episodes); seed++) {
    const result = runEpisode({
      scenario: randomScenario(seed, minutes),
      objective: objectiveFrom(presets[seed % presets.length], 'tune'),
      policy: policyNamed(values.policy),
      guards: 'full',
      minutes,
      restraint: { ...usualRestraint, ...changed },
    });
    utility += result.utility;
    changes += result.changes;
    n += 1;
  }
  const name =
    Object.entries(changed)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ') || 'as it is';
  console.log(`| ${name} | ${(utility / n).toFixed(4)} | ${(changes / n).toFixed(2)} |`);
}

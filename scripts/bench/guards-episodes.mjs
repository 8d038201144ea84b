// Prints how policies fare under guards: G6, and random applications under changing loads, each policy on the same episodes.
import { objectiveFrom } from '../../dist/config/index.js';
import { policyNamed } from '../../dist/policy/index.js';
import { loadScenario } from '../../dist/simulator/index.js';
import { randomScenario, runEpisode } from '../../dist/training/index.js';

const entrants = [
  ['keep', 'full'],
  ['threshold', 'full'],
  ['ds2', 'safety'],
  ['ds2', 'full'],
  ['ds2-hysteresis', 'full'],
  ['twin-greedy', 'full'],
];
const presets = ['balanced', 'throughput', 'latency', 'cost'];
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
const nameOf = ([policy, guards]) => (guards === 'full' ? policy : `${policy}, guards safety`);

export async function printEpisodes({ episodes, minutes, from }) {
  const g6 = { ...(await loadScenario('g06-flapping')), minutes: 24 * 60 };
  console.log('G6 (load ±40 %, 10-minute period), 24 h');
  console.log('| policy | changes | utility |');
  console.log('|---|---|---|');
  for (const entrant of entrants) {
    const [policy, guards] = entrant;
    const { changes, utility } = runEpisode({
      scenario: g6,
      objective: objectiveFrom('balanced', 'g6'),
      policy: policyNamed(policy),
      guards,
      minutes: 24 * 60,
    });
    console.log(`| ${nameOf(entrant)} | ${changes} | ${utility.toFixed(3)} |`);
  }

  const results = new Map(entrants.map((entrant) => [nameOf(entrant), []]));
  let refused = 0;
  for (let i = 0; i < episodes; i++) {
    const seed = from + i;
    const scenario = randomScenario(seed, minutes);
    const objective = objectiveFrom(presets[seed % presets.length], 'bench');
    try {
      const row = entrants.map(([policy, guards]) =>
        runEpisode({ scenario, objective, policy: policyNamed(policy), guards, minutes }),
      );
      for (const [e, entrant] of entrants.entries()) results.get(nameOf(entrant)).push(row[e]);
    } catch (error) {
      refused += 1;
      console.error(`seed ${seed}: ${error.message}`);
    }
  }
  console.log(
    `\n${episodes - refused} random applications and loads, ${minutes} minutes each, seeds from ${from}, objectives in turn`,
  );
  console.log('| policy | utility | changes | most changes | restarts | undone | executor hours |');
  console.log('|---|---|---|---|---|---|---|');
  for (const [name, list] of results) {
    const of = (key) => mean(list.map((one) => one[key]));
    console.log(
      `| ${name} | ${of('utility').toFixed(3)} | ${of('changes').toFixed(1)} | ${Math.max(...list.map((one) => one.changes))} | ${of('restarts').toFixed(1)} | ${of('reverts').toFixed(2)} | ${of('executorHours').toFixed(0)} |`,
    );
  }
  console.log('');
  console.log(paired(results, 'twin-greedy', 'ds2-hysteresis'));
  console.log(paired(results, 'twin-greedy', 'ds2'));
  console.log(paired(results, 'twin-greedy', 'keep'));
  console.log(paired(results, 'ds2', 'ds2, guards safety'));
}

/** Mean of paired differences with its 95 % interval, by bootstrap. */
function paired(results, a, b) {
  const differences = results.get(a).map((one, i) => one.utility - results.get(b)[i].utility);
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 4_294_967_296;
  };
  const means = Array.from({ length: 2000 }, () =>
    mean(differences.map(() => differences[Math.floor(random() * differences.length)])),
  ).sort((x, y) => x - y);
  return `${a} minus ${b}: ${mean(differences).toFixed(3)} [${means[50].toFixed(3)}, ${means[1949].toFixed(3)}]`;
}

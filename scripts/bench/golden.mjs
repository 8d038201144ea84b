// Prints what every policy does on every golden scenario, under validity alone (as rivals were published) and under all guards.
import { parseArgs } from 'node:util';
import { modelFolder, objectiveFrom, shippedModel } from '../../dist/config/index.js';
import { loadDqn, policies } from '../../dist/policy/index.js';
import { loadScenario, objectiveChanges, shippedNames } from '../../dist/simulator/index.js';
import { runEpisode } from '../../dist/training/index.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    guards: { type: 'string', default: 'safety,full' },
    policies: { type: 'string' },
    scenarios: { type: 'string' },
  },
});
/** Of the paper of DS2, which takes the rate of the source for known; the others have to see what Storm shows. */
const isTold = (name) => /^g0[1235]/.test(name);
const among = (list, name) => list === undefined || list.split(',').some((part) => name.startsWith(part));
const kinds = values.guards.split(',');
const entrants = [await loadDqn(modelFolder(shippedModel)), ...policies];
/** Without --minutes, no longer than this and no longer than the scenario; where the objective changes, all of it. */
const usualMinutes = 120;
const names = shippedNames()
  .filter((name) => name.startsWith('golden/'))
  .map((name) => name.slice('golden/'.length))
  .filter((name) => among(values.scenarios, name));

for (const name of names) {
  const shipped = await loadScenario(name);
  const laterObjectives = objectiveChanges(shipped).map((change) => ({
    ...change,
    objective: objectiveFrom(change.objective, name),
  }));
  const whole = shipped.minutes ?? usualMinutes;
  const minutes = Number(
    values.minutes ?? (laterObjectives.length > 0 ? whole : Math.min(usualMinutes, whole)),
  );
  // A load goes on as long as its scenario.
  const scenario = { ...shipped, minutes };
  const objective = objectiveFrom(scenario.objective, name);
  const bolts = scenario.topology.components;
  const counted = Object.keys(bolts).filter((component) => bolts[component].kind === 'bolt');
  const told = isTold(name) ? ', the source tells its rate' : '';
  console.log(`\n### ${name} (${minutes} minutes, ${String(scenario.objective)}${told})`);
  const heads = kinds.map((kind) => `${kind}: changes | restarts | utility | ${counted.join('/')}`);
  console.log(`| policy | ${heads.join(' | ')} |`);
  console.log(`|---${'|---'.repeat(4 * kinds.length)}|`);
  for (const policy of entrants) {
    if (!among(values.policies, policy.name)) continue;
    const cells = kinds.flatMap((guards) => {
      const result = runEpisode({
        scenario,
        objective,
        laterObjectives,
        policy,
        guards,
        minutes,
        external: isTold(name),
      });
      const executors = counted.map((component) => result.executors[component]).join('/');
      return [result.changes, result.restarts, result.utility.toFixed(3), executors];
    });
    console.log(`| ${policy.name} | ${cells.join(' | ')} |`);
  }
}

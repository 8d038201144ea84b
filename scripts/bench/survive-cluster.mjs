// A simulated cluster as a process of its own, for npm run bench:survive: prints where it answers, each rebalance that its Nimbus takes, and when asked what is in force.
import { startSimulatedStorm } from '../../dist/emulator/index.js';
import { topWords } from '../../dist/simulator/index.js';

const [speed, seed] = process.argv.slice(2).map(Number);
const scenario = topWords();
// Statistics every 10 s: a change is judged that much sooner.
scenario.cluster.settings['executor.metrics.frequency.secs'] = 10;
const { uiUrl, nimbusAddress, world, stop } = await startSimulatedStorm({ scenario, speed, seed });
const say = (what) => console.log(JSON.stringify(what));

const rebalance = world.rebalance.bind(world);
world.rebalance = (id, waitSeconds, change) => {
  const result = rebalance(id, waitSeconds, change);
  say({ rebalance: change, ok: result.ok });
  return result;
};
process.stdin.on('data', () => {
  const [{ status, components, settings }] = world.topologies();
  const executors = Object.fromEntries(components.map(({ name, executors: n }) => [`executors.${name}`, n]));
  say({ inForce: { status, ...executors, ...settings } });
});
process.stdin.on('end', () => void stop());
say({ ready: true, ui: uiUrl, nimbus: nimbusAddress });

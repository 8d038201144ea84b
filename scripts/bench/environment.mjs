// How many minutes of a topology the environment simulates in a second, for chains of 5, 50 and 500 components, observed every minute.
import { createEnvironment } from '../../dist/simulator/index.js';
import { chain } from './chain.mjs';

/** Sometimes more than the chain can carry. */
const load = '{ kind: daily, meanPerSecond: 500, amplitude: 0.4 }';

/** Simulated minutes a second, over about two seconds. */
function minutesPerSecond(environment, look) {
  for (let i = 0; i < 300; i++) environment.advance(60);
  const started = performance.now();
  let minutes = 0;
  while (performance.now() - started < 2000) {
    for (let i = 0; i < 20; i++) {
      environment.advance(60);
      if (look) environment.observe();
    }
    minutes += 20;
  }
  return minutes / ((performance.now() - started) / 1000);
}

console.log(
  '| components | simulated minutes a second | with an observation every minute | µs per minute and component |',
);
console.log('|---|---|---|---|');
for (const components of [5, 50, 500]) {
  const environment = createEnvironment(chain(components, load));
  const alone = minutesPerSecond(environment, false);
  const seen = minutesPerSecond(environment, true);
  console.log(
    `| ${components} | ${Math.round(alone)} | ${Math.round(seen)} | ${(1e6 / alone / components).toFixed(1)} |`,
  );
}

// How many minutes of a topology the environment simulates in a second, for chains of 5, 50 and 500 components, observed every minute.
import { createEnvironment, parseScenario } from '../dist/simulator/index.js';

function chain(components) {
  const names = Array.from({ length: components }, (_, i) => `c${i}`);
  const lines = names.map((name, i) =>
    i === 0
      ? `    ${name}: { kind: spout, executors: 2, cpuMicros: 10 }`
      : `    ${name}: { kind: bolt, executors: 2, tasks: 8, waitMicros: ${1000 * (1 + (i % 3))} }`,
  );
  const streams = names
    .slice(1)
    .map((name, i) => `    - { from: ${names[i]}, to: ${name}, grouping: shuffle }`);
  return parseScenario(
    `schema: trimtab/scenario/v1
name: chain
engine: storm
cluster: { nodes: [{ name: n1, cores: ${4 * components}, slots: 4 }] }
topology:
  components:
${lines.join('\n')}
  streams:
${streams.join('\n')}
  settings: { topology.max.spout.pending: 200, topology.acker.executors: 1, topology.message.timeout.secs: 300 }
load: { c0: { kind: daily, meanPerSecond: 500, amplitude: 0.4 } }
`,
    'chain',
  );
}

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
  const environment = createEnvironment(chain(components));
  const alone = minutesPerSecond(environment, false);
  const seen = minutesPerSecond(environment, true);
  console.log(
    `| ${components} | ${Math.round(alone)} | ${Math.round(seen)} | ${(1e6 / alone / components).toFixed(1)} |`,
  );
}

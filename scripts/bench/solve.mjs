// How long one solution of the model takes, for chains of 5, 50 and 500 components: under a load that limits, and full.
import {
  createSolver,
  defaultConfiguration,
  defaultHardware,
  layOut,
  solve,
} from '../../dist/model/index.js';

function chain(components) {
  return {
    components: Array.from({ length: components }, (_, i) => ({
      name: `c${i}`,
      kind: i === 0 ? 'spout' : 'bolt',
      tasks: 4,
      cpuSeconds: 1e-4,
      waitSeconds: i === 0 ? 0 : 1e-3 * (1 + (i % 3)),
      variation: 1,
    })),
    streams: Array.from({ length: components - 1 }, (_, i) => ({
      from: i,
      to: i + 1,
      grouping: 'shuffle',
      tuplesPerInput: 1,
      hotShare: 0,
    })),
  };
}

function microseconds(run) {
  for (let i = 0; i < 200; i++) run(i);
  const started = performance.now();
  let times = 0;
  while (performance.now() - started < 1000) for (let i = 0; i < 100; i++) run(times++);
  return (1000 * (performance.now() - started)) / times;
}

console.log('| components | load limits, µs | full, µs | full, solutions a second | lay out, µs |');
console.log('|---|---|---|---|---|');
for (const components of [5, 50, 500]) {
  const topology = chain(components);
  const configuration = {
    ...defaultConfiguration,
    executors: topology.components.map(() => 2),
    pendingPerTask: 200,
    messageTimeoutSeconds: 3600,
  };
  const hardware = { ...defaultHardware, nodes: [{ cores: 4 * components, speed: 1 }] };
  const solver = createSolver(layOut(topology, configuration, hardware));
  const open = microseconds((i) => solve(solver, [100 + (i % 100)]));
  const full = microseconds((i) => solve(solver, [1e6 + i]));
  const laid = microseconds(() => layOut(topology, configuration, hardware));
  console.log(
    `| ${components} | ${open.toFixed(1)} | ${full.toFixed(1)} | ${Math.round(1e6 / full)} | ${laid.toFixed(0)} |`,
  );
}

// Where npm run bench:survive kills its agents: an emulated cluster for each round, many times faster than real.
import { startCluster } from './survive-processes.mjs';

/** Cluster seconds per second: a change takes a few seconds from its intent to the files. */
const speed = 60;

const flux = ({ split, pending }) =>
  `# words\nname: top-words\nconfig:\n  topology.max.spout.pending: ${pending}   # in flight\nspouts:\n  - id: text\n    className: "org.example.Text"\nbolts:\n  - id: split  # the slow one\n    className: "org.example.Split"\n    parallelism: ${split}\n    numTasks: 16\n`;
const properties = ({ split, pending }) =>
  `# read by the application\nsplit.executors=${split}\ntopology.max.spout.pending = ${pending}\n`;

export const emulated = {
  name: `cluster ${speed} times faster`,
  before: { split: 2, pending: 100 },
  intoForceMs: 1500,
  patienceMs: 120_000,
  exclude: ['executors.count', 'executors.top', 'executors.text', 'executors.__acker', 'workers'],
  writers: () => ({ 'words.flux.yaml': flux, 'words.properties': properties }),
  start: async (round) => {
    const { ui, calls, inForce, stop } = await startCluster(speed, round);
    return { config: { ui, timeScale: speed }, agent: {}, calls: async () => calls, inForce, stop };
  },
};

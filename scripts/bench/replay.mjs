// Decisions of an agent on simulated clusters, recorded as it makes them and then made again: how many are the same to the last bit.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  emptyMemory,
  findChanges,
  KillSwitch,
  openStateDir,
  replayDecision,
} from '../../dist/agent/index.js';
import { tick } from '../../dist/agent/tick.js';
import { openJournal, readJournal } from '../../dist/audit/index.js';
import { recordedPolicies } from '../../dist/cli/audit/recorded-policies.js';
import { nimbusCluster } from '../../dist/clusters/index.js';
import { builtInTopology } from '../../dist/config/index.js';
import { startSimulatedStorm } from '../../dist/emulator/index.js';
import { valueParts } from '../../dist/objective/index.js';
import { candidateSchema, dqnInputs, featureSchema, loadDqn, policyNamed } from '../../dist/policy/index.js';
import { initialWeights, saveModel } from '../../dist/rl/index.js';
import { randomScenario } from '../../dist/training/index.js';
import { createRandom } from '../../dist/util/index.js';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000' },
    policies: { type: 'string', default: 'twin-greedy,dqn,ds2,drs,bayesian' },
    /** Looks at each simulated application, a minute apart. */
    minutes: { type: 'string', default: '15' },
  },
});
const names = values.policies.split(',');
const wanted = Number(values.decisions);
const minutes = Number(values.minutes);
const perPolicy = Math.ceil(wanted / names.length);

const directory = mkdtempSync(join(tmpdir(), 'trimtab-replay-'));
const model = join(directory, 'model');
const seeds = [1, 2, 3];
const shape = { inputs: dqnInputs, hidden: [32], parts: valueParts.length };
await saveModel(
  model,
  seeds.map((seed) => initialWeights(shape, createRandom(seed))),
  {
    features: featureSchema,
    candidates: candidateSchema,
    parts: [...valueParts],
    seeds,
    training: {},
    evaluation: {},
    revision: 'bench',
  },
);

const rows = [];
try {
  for (const name of names) rows.push(await measure(name));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
console.log(
  `${sum('decisions')} decisions in mode auto on random applications (seeds from 1), ${minutes} looks at each, a minute apart; dqn with networks as they are before any training; Node ${process.versions.node}`,
);
console.log(
  '| policy | decisions | of them apply | windows each | identical | different | KiB each | ms each |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const row of rows) console.log(rowText(row));
console.log(`identical: ${sum('identical')} of ${sum('decisions')}`);
process.exitCode = sum('identical') === sum('decisions') ? 0 : 1;

function rowText(row) {
  const cells = [
    row.policy,
    row.decisions,
    row.applied,
    (row.windows / row.decisions).toFixed(1),
    row.identical,
    row.decisions - row.identical,
    (row.bytes / row.decisions / 1024).toFixed(1),
    (row.ms / row.decisions).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Records so many decisions by one policy, then makes each again from what lies on disk. */
async function measure(name) {
  const stateDir = join(directory, name);
  const state = openStateDir(stateDir);
  const { journal } = await openJournal(stateDir);
  const policy = name === 'dqn' ? await loadDqn(model) : policyNamed(name);
  if (policy === undefined) throw new RangeError(`no policy ${name}`);
  let made = 0;
  const counting = {
    close: () => journal.close(),
    append: async (entry) => {
      await journal.append(entry);
      if (entry.kind === 'decided') made += 1;
    },
  };
  for (let seed = 1; made < perPolicy; seed++) {
    await episode({ seed, policy, stateDir, state, journal: counting, isOver: () => made >= perPolicy });
  }
  await journal.close();
  const result = { policy: name, decisions: 0, applied: 0, windows: 0, identical: 0, ms: 0, bytes: 0 };
  for await (const line of readJournal(stateDir, { kinds: ['decided'] })) {
    const start = performance.now();
    const replayed = await replayDecision(line, state.decisions, recordedPolicies([]));
    result.ms += performance.now() - start;
    result.decisions += 1;
    result.windows += replayed.windows;
    result.applied += replayed.action === 'apply' ? 1 : 0;
    result.identical += replayed.identical ? 1 : 0;
    for (const { path, recorded, replayed: now } of replayed.differences.slice(0, 3)) {
      console.error(`${line.id} ${path}: ${JSON.stringify(recorded)} then, ${JSON.stringify(now)} now`);
    }
  }
  const folder = join(stateDir, 'decisions');
  for (const file of readdirSync(folder)) result.bytes += statSync(join(folder, file)).size;
  return result;
}

/** An agent at work on one simulated application, over real sockets and in the time of the simulation. */
async function episode({ seed, policy, stateDir, state, journal, isOver }) {
  const storm = await startSimulatedStorm({ scenario: randomScenario(seed, minutes), speed: 0 });
  const { world } = storm;
  const beginMs = world.nowMs();
  const clock = {
    now: () => world.nowMs(),
    elapsedMs: () => world.nowMs() - beginMs,
    sleep: (milliseconds) => {
      for (let left = milliseconds / 1000; left > 0; left -= 1) world.advance(Math.min(1, left));
      return Promise.resolve();
    },
  };
  const quiet = () => {};
  let made = 0;
  const settings = {
    windowSeconds: 120,
    maxAgeSeconds: 180,
    warmUpSeconds: 60,
    // Short, and without budgets: changes are rarer than holds, and both are to be replayed.
    coolDownSeconds: 60,
    beside: 'any',
    policy,
    fallback: policyNamed('ds2'),
    training: null,
    keepDecisions: 100_000,
    timeZone: 'UTC',
    topology: () => ({
      ...builtInTopology,
      mode: 'auto',
      budgets: { changesPerHour: 100, changesPerDay: 1000 },
    }),
  };
  const agent = {
    cluster: nimbusCluster({
      name: `random-${seed}`,
      timeoutSeconds: 5,
      concurrency: 4,
      now: () => world.nowMs(),
      seeds: [storm.nimbusAddress],
    }),
    clock,
    signal: new AbortController().signal,
    log: { error: quiet, warn: quiet, info: quiet, debug: quiet },
    journal,
    pastChanges: async (wanted) => (await findChanges(stateDir, wanted)).changes,
    state,
    killSwitch: new KillSwitch(stateDir),
    reporting: null,
    external: null,
    settings: () => settings,
    isHere: () => Promise.resolve(true),
    newId: () => `${seed}-${String(++made).padStart(6, '0')}`,
    memory: emptyMemory(),
  };
  try {
    for (let minute = 0; minute < minutes && !isOver(); minute++) {
      await tick(agent, true);
      await clock.sleep(60_000);
    }
  } finally {
    await storm.stop();
  }
}

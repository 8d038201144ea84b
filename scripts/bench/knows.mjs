// What the agent knows: what each knob does, which explain the throughput, and what its decisions rest on, by kind of application.
// npm run bench:knows [-- APPLICATIONS OF-DQN]; prints the tables of docs/experiments/what-the-agent-knows.md and draws its figures.
import { objectiveFrom } from '../../dist/config/index.js';
import {
  actualPoint,
  attribute,
  attributeRows,
  inputsOf,
  momentsOf,
  referencePoint,
  rowsAt,
  subjectOf,
  worthOfDecision,
} from '../../dist/explain/index.js';
import { loadDqn, policyNamed } from '../../dist/policy/index.js';
import { randomScenario, watch } from '../../dist/training/index.js';
import { madeCase } from './explain-cases.mjs';
import { writeBars } from './knows-figure.mjs';
import { importancesOf, knobKinds, signsOf } from './knows-knobs.mjs';

const [applications, ofDqn] = [process.argv[2] ?? '300', process.argv[3] ?? '150'].map(Number);
/** Apart from those of training, of the suites and of the other benchmarks. */
const firstSeed = 910_001;
const gridConfigurations = 60;
const figures = 'docs/experiments/figures';
const objectives = ['throughput', 'latency', 'cost', 'balanced'].map((name) => ({
  name,
  objective: objectiveFrom(name, 'bench'),
}));
const groupNames = ['workload', 'external', 'internal', 'configuration', 'objective'];
const seeds = Array.from({ length: applications }, (_, i) => firstSeed + i);

signTable();
importanceTable();
const greedy = decisions(policyNamed('twin-greedy'), seeds);
const dqn = decisions(await loadDqn('models/default'), seeds.slice(0, ofDqn));
restsOn('twin-greedy', greedy);
restsOn('dqn', dqn);
turned(greedy);
featureTable(dqn);

/** Bilal & Canini 2017, as shared/baselines.md tells it: what more of a knob does, null where they say nothing. */
function signTable() {
  const published = {
    workers: { throughput: '≥', latency: '+' },
    spouts: { throughput: '≥', latency: '+' },
    bolts: { throughput: '≥', latency: '−' },
    ackers: { throughput: '≥', latency: '−' },
    pending: { throughput: '≥', latency: '+' },
  };
  const rows = seeds.flatMap((seed) => signsOf(seed, objectives[3].objective) ?? []);
  console.log(`\n## One rung up where the source has more to give, ${rows.length} applications\n`);
  console.log(
    '| knob | | published | truth: more, same, less | twin: more, same, less | twin right where something changes |\n|---|---|---|---|---|---|',
  );
  for (const kind of knobKinds) {
    for (const what of ['throughput', 'latency']) {
      const all = rows
        .flatMap((row) =>
          row[kind] === undefined
            ? []
            : [{ truth: row[kind].truth[what], twin: row[kind].twin?.[what] ?? null }],
        )
        .filter(({ truth }) => truth !== null);
      if (all.length === 0) {
        if (what === 'throughput')
          console.log(`| ${kind} | | | cannot be made more without a resubmission | | |`);
        continue;
      }
      const told = all.filter(({ twin }) => twin !== null);
      const changing = told.filter(({ truth }) => truth !== 0);
      const right = changing.filter(({ truth, twin }) => truth === twin);
      console.log(
        `| ${kind} | ${what} | ${published[kind][what]} | ${thirds(all.map(({ truth }) => truth))} | ${thirds(told.map(({ twin }) => twin))} | ${percent(right.length / changing.length)} of ${changing.length} |`,
      );
    }
  }
}

function importanceTable() {
  const all = seeds
    .slice(0, Math.min(100, applications))
    .flatMap((seed) => importancesOf(seed, gridConfigurations) ?? []);
  console.log(
    `\n## Share of the variance of log throughput that one knob explains alone, ${all.length} applications\n`,
  );
  console.log('| knob | lower quartile | median | upper quartile |\n|---|---|---|---|');
  for (const kind of knobKinds) {
    const values = all.map((one) => one[kind]);
    console.log(
      `| ${kind} | ${[0.25, 0.5, 0.75].map((share) => percent(quantile(values, share))).join(' | ')} |`,
    );
  }
  writeBars(`${figures}/knows-knobs.svg`, {
    title: 'Variance of log throughput explained by one knob alone, median of the applications',
    rows: knobKinds,
    series: [
      {
        name: 'share',
        values: knobKinds.map(
          (kind) =>
            100 *
            quantile(
              all.map((one) => one[kind]),
              0.5,
            ),
        ),
      },
    ],
  });
}

/** Each application is watched for a quarter of an hour, and decided about under one of the objectives. */
function decisions(policy, of) {
  return of.flatMap((seed) => {
    const watched = watch(randomScenario(seed, 60), 15);
    if (watched === null) return [];
    const { name, objective } = objectives[seed % objectives.length];
    const made = madeCase(watched, objective, policy);
    const subject = subjectOf(made);
    if (typeof subject === 'string') return [];
    const worth = worthOfDecision(made, subject.changes);
    const inputs = inputsOf(made.deliberating);
    const momentAt = momentsOf(made.deliberating, inputs);
    if (worth === null || typeof momentAt === 'string') return [];
    const attribution = attribute(made, subject.changes, inputs, momentAt, worth);
    if (attribution === null) return [];
    const features =
      made.ensemble === null ? null : featuresOf(made.ensemble, subject.changes, inputs, momentAt);
    const { limitedBy } = watched.environment.advance(60);
    return [
      {
        kinds: kindsOf(watched, limitedBy, name),
        attribution,
        features,
        action: made.result.apply,
        changes: made.result.changes,
        before: made.deliberating.configuration,
      },
    ];
  });
}

function featuresOf(ensemble, changes, inputs, momentAt) {
  const [reference, here] = [referencePoint(inputs), actualPoint(inputs)].map((point) =>
    rowsAt(momentAt(point), changes),
  );
  return reference === null || here === null ? null : attributeRows(ensemble, reference, here).features;
}

/** What an application is like, by what limits it in truth, its size, its form and what is wanted. */
function kindsOf({ seen }, limitedBy, objective) {
  const bolts = seen.components.filter(({ kind }) => kind === 'bolt').length;
  const limits = { offered: 'limited by its load', pending: 'limited by pending tuples' };
  return [
    limits[limitedBy] ?? 'limited by a component',
    bolts <= 4 ? '2 to 4 bolts' : '5 to 8 bolts',
    `objective ${objective}`,
  ];
}

function restsOn(name, all) {
  const shares = (own) =>
    groupNames.map((group) => mean(own.map(({ attribution }) => shareOf(attribution, group))));
  console.log(
    `\n## What the worth of the ${all.length} decisions of ${name} comes of: shares of the absolute contributions\n`,
  );
  console.log(
    '| kind of application | decisions | changes | times per tuple | load and horizon | backlog | pending | objective |\n|---|---|---|---|---|---|---|---|',
  );
  const kinds = [...new Set(all.flatMap(({ kinds: own }) => own))].sort();
  const rows = [
    ['all', all],
    ...kinds.map((kind) => [kind, all.filter(({ kinds: own }) => own.includes(kind))]),
  ];
  for (const [kind, own] of rows) {
    const [workload, external, internal, configuration, objective] = shares(own);
    console.log(
      `| ${kind} | ${own.length} | ${percent(own.filter(({ action }) => action).length / own.length)} | ${[internal, workload, external, configuration, objective].map(percent).join(' | ')} |`,
    );
  }
  writeBars(`${figures}/knows-${name}.svg`, {
    title: `What the decisions of ${name} rest on, % of the absolute contributions`,
    rows: rows.map(([kind]) => kind),
    stacked: true,
    series: groupNames.map((group) => ({
      name: group,
      values: rows.map(([, own]) => 100 * mean(own.map(({ attribution }) => shareOf(attribution, group)))),
    })),
  });
}

function turned(all) {
  const kinds = [...new Set(all.flatMap(({ kinds: own }) => own))].sort();
  const applied = all.filter(({ action }) => action);
  console.log(
    `\n## Knobs that ${applied.length} changes of twin-greedy turn: share of the changes, up and down\n`,
  );
  console.log(
    '| kind of application | changes | bolts up | bolts down | spouts up | pending up | pending down | workers up | workers down |\n|---|---|---|---|---|---|---|---|---|',
  );
  for (const kind of ['all', ...kinds]) {
    const own = applied.filter((one) => kind === 'all' || one.kinds.includes(kind));
    const share = (is) =>
      percent(
        own.filter(({ changes, before }) =>
          Object.entries(changes).some(([knob, to]) => is(knob, Math.sign(to - (before[knob] ?? to)))),
        ).length / own.length,
      );
    const bolt = (knob) => knob.startsWith('executors.') && !/spout|__acker/.test(knob);
    const cells = [
      share((knob, way) => bolt(knob) && way > 0),
      share((knob, way) => bolt(knob) && way < 0),
      share((knob, way) => /^executors\..*spout/.test(knob) && way > 0),
      share((knob, way) => knob.endsWith('pending') && way > 0),
      share((knob, way) => knob.endsWith('pending') && way < 0),
      share((knob, way) => knob === 'workers' && way > 0),
      share((knob, way) => knob === 'workers' && way < 0),
    ];
    if (own.length > 0) console.log(`| ${kind} | ${own.length} | ${cells.join(' | ')} |`);
  }
}

/** What the networks add because of each feature, over all decisions. */
function featureTable(all) {
  const with_ = all.flatMap(({ features }) => (features === null ? [] : [features]));
  const sums = new Map();
  for (const features of with_) {
    const total = features.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
    for (const { name, group, about, contribution } of features) {
      const key = `${name}|${group}|${about}`;
      sums.set(key, (sums.get(key) ?? 0) + Math.abs(contribution) / Math.max(1e-9, total) / with_.length);
    }
  }
  console.log(`\n## Features that the networks go by most, ${with_.length} decisions of dqn\n`);
  console.log('| feature | group | share of the absolute contributions |\n|---|---|---|');
  for (const [key, share] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, 12)) {
    const [name, group, about] = key.split('|');
    console.log(`| ${name}: ${about} | ${group} | ${percent(share)} |`);
  }
}

function shareOf({ inputs }, group) {
  const all = inputs.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const own = inputs.reduce((sum, one) => (one.group === group ? sum + Math.abs(one.contribution) : sum), 0);
  return all > 0 ? own / all : 0;
}

function thirds(signs) {
  return [1, 0, -1]
    .map((sign) => percent(signs.filter((one) => one === sign).length / signs.length))
    .join(', ');
}

function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
}

function mean(values) {
  return values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
}

function percent(share) {
  return Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : '–';
}

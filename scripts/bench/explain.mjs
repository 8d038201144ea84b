// Whether explanations tell the truth: planted causes, a knob and a feature that do nothing, randomised networks, counterfactuals made again,
// and how long one takes at fifty components. npm run bench:explain [-- CASES OF-DQN]
import { consider } from '../../dist/decision/index.js';
import * as explaining from '../../dist/explain/index.js';
import { loadDqn, policyNamed, stateFeatures } from '../../dist/policy/index.js';
import { createEnsemble, initialWeights, weightCount } from '../../dist/rl/index.js';
import { createRandom } from '../../dist/util/index.js';
import { plantedCase } from './explain-cases.mjs';
import { fiftyComponents } from './explain-fifty.mjs';

const [cases, ofDqn] = [process.argv[2] ?? '300', process.argv[3] ?? '100'].map(Number);
const firstSeed = 300_001;
const inertFeature = 'peak';

const dqn = await loadDqn('models/default');
for (const [policy, count] of [
  [policyNamed('twin-greedy'), cases],
  [dqn, ofDqn],
]) {
  if (count > 0) report(policy, count);
}
console.log('\n| 50 components, seconds of the processor | first | median of 5 more |\n|---|---|---|');
for (const policy of [policyNamed('twin-greedy'), dqn]) {
  const { first, median: usual } = timed(fiftyComponents(policy));
  console.log(`| ${policy.name} | ${first.toFixed(2)} | ${usual.toFixed(2)} |`);
}

function report(policy, count) {
  const results = [];
  let seeds = 0;
  for (let seed = firstSeed; results.length < count; seed++) {
    seeds += 1;
    const planted = plantedCase(seed, policy);
    if (planted !== null) results.push(judged(planted));
    if (planted !== null && results.length % 25 === 0)
      console.error(`${policy.name}: ${results.length} of ${count}`);
  }
  const told = results.filter(({ attribution }) => attribution !== null);
  const share = (is) => `${((100 * results.filter(is).length) / results.length).toFixed(1)} %`;
  const found = results.filter(({ counterfactual }) => counterfactual !== null);
  const rows = [
    ['cases, of so many seeds', `${results.length} of ${seeds}`],
    ['explained (a twin fits)', share(({ attribution }) => attribution !== null)],
    ['top-1 component by attribution', share(({ isFirst }) => isFirst)],
    ['top-1 component by masking', share(({ isFirstMasked }) => isFirstMasked)],
    [
      'agreement of the rankings, median',
      median(told.flatMap(({ agreement }) => agreement ?? [])).toFixed(2),
    ],
    [
      'completeness, largest error of the inputs',
      percent(Math.max(...told.map((one) => one.completenessError))),
    ],
    ['inert knob and metric, most of the attribution', percent(Math.max(...told.map((one) => one.inert)))],
    ['decisions with a counterfactual', share(({ counterfactual }) => counterfactual !== null)],
    [
      'of these, turned round to what is said when made again from JSON',
      `${found.filter(({ flips }) => flips).length} of ${found.length}`,
    ],
    [
      'of these, inside the declared ranges',
      `${found.filter(({ inRange }) => inRange).length} of ${found.length}`,
    ],
    ['inputs moved, median', String(median(found.map(({ counterfactual }) => counterfactual.moved.length)))],
    [
      'seconds for one, median and most',
      `${median(results.map((one) => one.seconds)).toFixed(2)}, ${Math.max(...results.map((one) => one.seconds)).toFixed(2)}`,
    ],
  ];
  const features = told.flatMap((one) => one.features ?? []);
  if (features.length > 0) {
    rows.push(
      [
        'completeness of the features, median and largest error',
        `${percent(median(features.map((one) => one.completenessError)))}, ${percent(Math.max(...features.map((one) => one.completenessError)))}`,
      ],
      [
        'agreement of features with masking, median',
        median(features.flatMap((one) => one.agreement ?? [])).toFixed(2),
      ],
      ['inert feature, most of the attribution', percent(Math.max(...features.map((one) => one.inert)))],
      [
        'randomised networks, rank correlation, median',
        median(features.map((one) => one.randomised)).toFixed(2),
      ],
      ['the same of absolute values', median(features.map((one) => one.randomisedAbsolute)).toFixed(2)],
    );
  }
  console.log(`\n| ${policy.name} | |\n|---|---|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

function judged({ cause, made, seed }) {
  const started = performance.now();
  const explanation = explained(made);
  const seconds = (performance.now() - started) / 1000;
  const { attribution, masking, counterfactual, features } = explanation;
  if (attribution === null) {
    return { attribution, counterfactual, isFirst: false, isFirstMasked: false, seconds };
  }
  const inputs = explaining.inputsOf(made.deliberating);
  const momentAt = explaining.momentsOf(made.deliberating, inputs);
  return {
    attribution,
    counterfactual,
    seconds,
    isFirst: attribution.components[0]?.component === cause,
    isFirstMasked: masking.inputs.find(({ component }) => component !== null)?.component === cause,
    agreement: masking.agreement,
    completenessError: attribution.completenessError,
    inert: inertShare(made, explanation, inputs, momentAt),
    ...remade(made, counterfactual, inputs, momentAt),
    features: features === null ? null : featureChecks(made, explanation, inputs, momentAt, seed),
  };
}

function explained(made) {
  const { result, policy } = made;
  const facts = { id: 'bench', at: '', topology: { cluster: 'bench', name: 'bench' }, policy: policy.name };
  const action = result.apply ? 'apply' : 'hold';
  return explaining.explain({ ...facts, action, answers: result.answers }, made, {
    whatIf: null,
    earlier: null,
  });
}

/** A knob and a metric that the decision does not look at go along as if they were causes. */
function inertShare(made, { subject, worth }, inputs, momentAt) {
  const extra = ['topology.sleep.spout.wait.strategy.time.ms', 'gcShare'].map((name, i) => ({
    ...inputs.at(-1),
    name,
    kind: 'load',
    actual: [50, 0.2][i],
    atReference: [1, 0.01][i],
  }));
  const [knob, metric] = [inputs.length, inputs.length + 1];
  const withInert = (point) => {
    const moment = momentAt(point.slice(0, inputs.length));
    const { configuration, evaluation } = moment.deliberating;
    return {
      ...moment,
      deliberating: {
        ...moment.deliberating,
        configuration: { ...configuration, [extra[0].name]: point[knob] },
        evaluation: { ...evaluation, gcShare: point[metric] },
      },
    };
  };
  const attribution = explaining.attribute(made, subject.changes, [...inputs, ...extra], withInert, worth);
  const all = attribution.inputs.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const own = attribution.inputs.filter(({ name }) => extra.some((one) => one.name === name));
  return own.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0) / all;
}

/** The decision on the moved inputs, as if it came from the journal: through JSON, with everything fitted anew. */
function remade({ deliberating, policy, fallback, result }, counterfactual, inputs, momentAt) {
  if (counterfactual === null) return { flips: null, inRange: null };
  const { moved } = counterfactual;
  const point = inputs.map((input) => moved.find((one) => one.input.name === input.name)?.to ?? input.actual);
  const plain = moved.length === 0 ? { ...deliberating, acting: null } : momentAt(point).deliberating;
  const again = consider({ ...JSON.parse(JSON.stringify(plain)), policy, fallback });
  const isWithin = ({ input, to }) => to >= input.range[0] * 0.999 && to <= input.range[1] * 1.001;
  const isAsSaid =
    JSON.stringify(again.apply ? again.changes : {}) === JSON.stringify(counterfactual.changes);
  return { flips: again.apply !== result.apply && isAsSaid, inRange: moved.every(isWithin) };
}

/** With networks of chance, and with one feature that they do not hear, at a value that differs from that at the reference. */
function featureChecks({ ensemble }, { features, subject }, inputs, momentAt, seed) {
  const rows = [explaining.referencePoint(inputs), explaining.actualPoint(inputs)].map((point) =>
    explaining.rowsAt(momentAt(point), subject.changes),
  );
  const contributions = (of) => {
    const byName = new Map(of.features.map((one) => [one.name + one.about, one]));
    return features.features.map((one) => byName.get(one.name + one.about));
  };
  const random = explaining.attributeRows(
    createEnsemble(ensemble.members.map((weights, i) => ofChance(weights, 10 * seed + i))),
    ...rows,
  );
  const pairs = contributions(random)
    .map((one, i) => [features.features[i].contribution, one.contribution])
    .filter(([a, b]) => a !== 0 || b !== 0);
  const correlation = (of) =>
    explaining.rankAgreement(
      pairs.map(([a]) => of(a)),
      pairs.map(([, b]) => of(b)),
    ) ?? 0;
  return {
    completenessError: features.completenessError,
    agreement: features.agreement,
    inert: inertFeatureShare(ensemble, rows),
    randomised: correlation((value) => value),
    randomisedAbsolute: correlation(Math.abs),
  };
}

function inertFeatureShare({ members }, [from, to]) {
  const index = stateFeatures.findIndex(({ name }) => name === inertFeature);
  const deaf = members.map((weights) => {
    const values = weights.values.slice();
    const width = weights.shape.hidden[0];
    values.fill(0, index * width, (index + 1) * width);
    return { ...weights, values };
  });
  const moved = { chosen: to.chosen.slice(), hold: to.hold.slice() };
  moved.chosen[index] = 1 - (from.chosen[index] ?? 0);
  moved.hold[index] = 1 - (from.hold[index] ?? 0);
  const { features } = explaining.attributeRows({ members: deaf }, from, moved);
  const all = features.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const own = features.find(({ name }) => name === inertFeature);
  return Math.abs(own.contribution) / all;
}

function ofChance(weights, seed) {
  const random = createRandom(seed);
  const fresh = initialWeights(weights.shape, random);
  const last = weights.shape.hidden.at(-1) * weights.shape.parts + weights.shape.parts;
  const start = weightCount(weights.shape) - last;
  for (let i = start; i < fresh.values.length; i++) fresh.values[i] = 0.1 * random.normal();
  return { ...fresh, mean: weights.mean, scale: weights.scale };
}

function timed(made) {
  // Of the processor, so that what else runs on the machine does not count.
  const once = () => {
    const before = process.cpuUsage();
    explained(made);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const first = once();
  return { first, median: median(Array.from({ length: 5 }, once)) };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function percent(share) {
  return `${(100 * share).toFixed(3)} %`;
}

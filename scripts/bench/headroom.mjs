// Prints what there is to learn under the guards: twin-greedy against a player who tries every permitted candidate in the true future.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { lookAt, policyNamed } from '../../dist/policy/index.js';
import { runEpisode, suiteNamed } from '../../dist/training/index.js';

const options = {
  suite: { type: 'string', default: 'train' },
  from: { type: 'string', default: '10000' },
  episodes: { type: 'string', default: '80' },
  /** Minutes that are seen ahead, and between two looks. */
  ahead: { type: 'string', default: '60' },
  every: { type: 'string', default: '6' },
};
/** Utility times minutes that another candidate has to gain over holding. */
const leastGain = 0.15;
/** Of the permitted candidates, so many of the best by the twin's score are tried. */
const mostTried = 12;

const answerOf = (changes) =>
  Object.keys(changes).length === 0
    ? { kind: 'hold', code: 'WAITING', text: '' }
    : { kind: 'propose', changes, text: '' };

/** Plays what the script says, by the minute; sums the utility from a minute on, and stops at one to say what could be chosen there. */
function play(spec, script, minutes, { from = 0, lookedAt = null } = {}) {
  let [minute, sum, candidates] = [0, 0, []];
  const decide = (situation) => {
    if (minute !== lookedAt) return answerOf(script.get(minute) ?? {});
    const looked = lookAt(situation);
    const permitted = typeof looked === 'string' ? [] : looked.filter(({ isPermitted }) => isPermitted);
    candidates = permitted.sort((a, b) => b.score - a.score).slice(0, mostTried);
    return answerOf({});
  };
  const observer = {
    minute: (parts) => {
      if (minute >= from && parts !== null) sum += Object.values(parts).reduce((a, b) => a + b, 0);
      minute += 1;
    },
    decided: () => undefined,
    isOver: () => lookedAt !== null && minute > lookedAt,
  };
  const policy = { name: 'script', about: '', decide };
  const result = runEpisode({ ...spec, minutes, policy, guards: 'full', observer });
  return { result, sum, candidates };
}

function inHindsight(spec, ahead, every) {
  const script = new Map();
  for (let minute = 3; minute < spec.minutes; minute += every) {
    const { candidates } = play(spec, script, minute + 2, { lookedAt: minute });
    if (candidates.length === 0) continue;
    const until = Math.min(spec.minutes, minute + ahead);
    let best = { changes: null, sum: play(spec, script, until, { from: minute }).sum + leastGain };
    for (const { changes } of candidates) {
      const { sum } = play(spec, new Map([...script, [minute, changes]]), until, { from: minute });
      if (sum > best.sum) best = { changes, sum };
    }
    if (best.changes !== null) script.set(minute, best.changes);
  }
  return play(spec, script, spec.minutes).result;
}

function both({ suite, index, ahead, every }) {
  const spec = suiteNamed(suite).episode(index);
  const greedy = runEpisode({ ...spec, policy: policyNamed('twin-greedy'), guards: 'full' });
  const hindsight = inHindsight(spec, ahead, every);
  return [greedy, hindsight].map(({ utility, changes }) => ({ utility, changes }));
}

if (isMainThread) {
  const { values } = parseArgs({ options });
  const [from, episodes, ahead, every] = ['from', 'episodes', 'ahead', 'every'].map((name) =>
    Number(values[name]),
  );
  const tasks = Array.from({ length: episodes }, (_, i) => ({
    suite: values.suite,
    index: from + i,
    ahead,
    every,
  }));
  const rows = [];
  const ask = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const next = () => {
        const task = tasks.shift();
        if (task !== undefined) return worker.postMessage(task);
        worker.terminate();
        resolve();
      };
      worker.on('message', (row) => {
        rows.push(row);
        next();
      });
      worker.on('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: availableParallelism() }, ask));
  const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const differences = rows.map(([greedy, hindsight]) => hindsight.utility - greedy.utility);
  const deviation = Math.sqrt(mean(differences.map((d) => (d - mean(differences)) ** 2)));
  const half = (1.96 * deviation) / Math.sqrt(rows.length);
  console.log(
    `${rows.length} episodes of ${values.suite} from ${from}, all guards, ${ahead} minutes seen ahead, a look every ${every}`,
  );
  console.log('| player | utility | changes |\n|---|---|---|');
  ['twin-greedy', 'hindsight'].forEach((name, i) => {
    const of = (key) => mean(rows.map((row) => row[i][key]));
    console.log(`| ${name} | ${of('utility').toFixed(3)} | ${of('changes').toFixed(2)} |`);
  });
  console.log(`difference ${mean(differences).toFixed(3)} ± ${half.toFixed(3)} (95 %)`);
} else {
  parentPort.on('message', (task) => parentPort.postMessage(both(task)));
}

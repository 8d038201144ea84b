// Prints what becomes of random wrong proposals under full guards.
import { objectiveFrom } from '../../dist/config/index.js';
import { tryWrongProposals } from '../../dist/training/index.js';

const objectives = ['balanced', 'throughput', 'latency', 'cost'].map((name) => objectiveFrom(name, 'bench'));
const share = (n, of) => (of === 0 ? 'none' : `${((100 * n) / of).toFixed(1)} %`);

export function printWrongProposals({ proposals, from }) {
  const all = tryWrongProposals({ proposals, from, objectives });
  console.log(`\n${all.length} wrong proposals, seeds from ${from}, objectives in turn with SLOs that hold`);
  console.log(
    '| proposals | number | let through | invalid | SLO at risk by prediction | SLO truly broken | of all | of those let through | of them undone after a window |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const kind of ['garbage', 'plausible', 'both']) {
    const tried = all.filter((one) => kind === 'both' || one.kind === kind);
    const through = tried.filter(({ accepted }) => accepted !== null);
    const count = (of) => through.filter((one) => one[of].length > 0).length;
    const broken = through.filter((one) => one.broken.length > 0);
    const undone = broken.filter(({ isUndone }) => isUndone).length;
    console.log(
      `| ${kind} | ${tried.length} | ${through.length} | ${count('problems')} | ${count('atRisk')} | ${broken.length} | ${share(broken.length, tried.length)} | ${share(broken.length, through.length)} | ${undone} |`,
    );
  }
  printStops(all.filter(({ stoppedBy }) => stoppedBy !== null));
}

function printStops(stopped) {
  console.log('\n| stopped first by | garbage | plausible |');
  console.log('|---|---|---|');
  for (const name of [...new Set(stopped.map(({ stoppedBy }) => stoppedBy))].sort()) {
    const of = (kind) => stopped.filter((one) => one.stoppedBy === name && one.kind === kind).length;
    console.log(`| ${name} | ${of('garbage')} | ${of('plausible')} |`);
  }
}

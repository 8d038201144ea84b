// npm run bench:journal: how fast the journal is written (one by one, many at once), opened, verified and read, as a table.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const { openJournal, readJournal, verifyJournal } = await import('../../dist/audit/index.js');

const serialLines = 300;
const groupedLines = 100_000;
/** Appends that wait at the same time: a writer that never lets the journal idle. */
const atOnce = 1000;
const repeats = 3;

const directory = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'trimtab-bench-'));
const results = [];

/** A typical record: a decision with the answers of its guards, or an evaluation of a topology of some components. */
function entry(number) {
  const at = new Date(Date.UTC(2026, 10, 22) + number * 60_000).toISOString();
  const id = `${at.replace(/[-:]|\.\d+/g, '')}-${createHash('md5').update(String(number)).digest('hex').slice(0, 6)}`;
  const topology = { cluster: 'prod', name: 'wordcount', id: 'wordcount-1-1700000000' };
  return number % 2 === 0
    ? { kind: 'decided', at, id, topology, body: decision(number) }
    : { kind: 'evaluated', at, id, topology, body: evaluation(number) };
}

function decision(number) {
  const guard = (name, text) => ({ guard: name, answer: 'pass', code: 'OK', margin: 0.83, text });
  return {
    action: 'apply',
    policy: 'ds2',
    proposed: { 'executors.split': 2 + (number % 5), workers: 2 },
    predicted: { throughputPerSecond: 2300.5 + number, completeLatencyMs: 90.25 },
    reasons: [guard('ready', 'the window is full'), guard('bounds', 'größer als 1 und kleiner als 16')],
  };
}

function evaluation(number) {
  const component = (name, busy) => ({
    name,
    executors: 2,
    inputPerSecond: 950.123 + number,
    utilisation: busy,
  });
  return {
    throughputPerSecond: 950.25 + number / 7,
    completeLatencyMs: 840.5,
    utility: -0.31,
    components: [component('split', 0.97), component('count', 0.31), component('top', 0.04)],
  };
}

async function measure(what, count, act) {
  const start = performance.now();
  await act();
  const seconds = (performance.now() - start) / 1000;
  results.push({ what, count, seconds });
}

const { journal } = await openJournal(directory);
await measure('append, each after the one before', serialLines, async () => {
  for (let i = 0; i < serialLines; i++) await journal.append(entry(i));
});
await measure(`append, ${atOnce} waiting at once`, groupedLines, async () => {
  for (let i = 0; i < groupedLines; i += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, k) => journal.append(entry(i + k))));
  }
});
await journal.close();

const lines = serialLines + groupedLines;
const folder = join(directory, 'journal');
const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
for (let i = 1; i <= repeats; i++) {
  await measure(`verify, run ${i}`, lines, async () => {
    const { valid } = await verifyJournal(directory);
    if (!valid) throw new Error('the journal is not valid');
  });
}
await measure('read', lines, async () => {
  for await (const _ of readJournal(directory));
});
rmSync(directory, { recursive: true });

console.log(
  `Node ${process.versions.node}, ${arch()}, ${cpus()[0]?.model}; ${Math.round(bytes / lines)} bytes a line\n`,
);
console.log('| what | lines | seconds | lines per second |\n| --- | ---: | ---: | ---: |');
for (const { what, count, seconds } of results) {
  console.log(`| ${what} | ${count} | ${seconds.toFixed(2)} | ${Math.round(count / seconds)} |`);
}

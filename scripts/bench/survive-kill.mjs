// Section kill of npm run bench:survive: the agent is killed in the middle of changes and of writing files, started again, and everything is counted at the end.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JournalTail, namesIn, startAgent } from './survive-processes.mjs';

const { readJournal, verifyJournal } = await import('../../dist/audit/index.js');
const { createRandom } = await import('../../dist/util/index.js');

const ends = new Set(['failed', 'superseded', 'reverted']);

/** Where the kill is meant to fall: from that moment at random within so many milliseconds. */
const aimsOn = ({ intoForceMs }) => [
  { name: 'around the call', from: 'intended', withinMs: 40 },
  { name: 'while it comes into force', from: 'intended', withinMs: intoForceMs },
  { name: 'before it is verified', from: 'applied', withinMs: intoForceMs },
  { name: 'around verified', from: 'verified', withinMs: 30 },
  { name: 'while files are written', from: 'file', withinMs: 12 },
];

/**
 * Prints what was found.
 * @param site where it happens, see survive-kill.d.mts
 * @returns how many things went wrong
 */
export async function kill(kills, seed, site) {
  const bench = new Bench(createRandom(seed), site);
  const start = performance.now();
  while (bench.killed.length < kills) await bench.round(kills);
  const lost = await bench.lostLines();
  const minutes = (performance.now() - start) / 60_000;
  rmSync(bench.directory, { recursive: true, force: true });
  console.log(
    `## kill\n\n${bench.killed.length} × kill -9 in ${bench.rounds} rounds, seed ${seed}, ${site.name}, ${minutes.toFixed(0)} min\n`,
  );
  console.log('| the last line of the journal when it was killed | aimed at | kills |\n|---|---|---|');
  for (const [place, count] of counted(bench.killed)) console.log(`| ${place} | ${count} |`);
  const wrong = { ...bench.wrong, 'lines of the journal lost, or audit verify not valid': lost };
  console.log('\n| found afterwards | |\n|---|---|');
  for (const [what, count] of Object.entries({ ...wrong, ...bench.notes }))
    console.log(`| ${what} | ${count} |`);
  return Object.values(wrong).reduce((sum, count) => sum + count, 0);
}

function counted(places) {
  const counts = new Map();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

class Bench {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-survive-'));
  killed = [];
  rounds = 0;
  wrong = {
    'changes sent twice': 0,
    'topology neither old nor new': 0,
    'file neither old nor new': 0,
    'files that disagree with each other, or with the journal': 0,
    'half-written files left beside them': 0,
    'rounds that did not come to an end': 0,
  };
  notes = {
    'changes verified and in the files': 0,
    'changes that left no trace on the cluster, failed INTERRUPTED': 0,
    'plans of two rebalances that ended after the first, journaled so': 0,
    'changes that ended otherwise (journaled)': 0,
    'unfinished lines set aside': 0,
  };
  seen = [];

  constructor(random, site) {
    this.random = random;
    this.site = site;
    this.aims = aimsOn(site);
    this.state = join(this.directory, 'state');
    this.files = join(this.directory, 'files');
    this.tail = new JournalTail(this.state);
    mkdirSync(this.files);
  }

  /** One cluster and one change on it, with as many kills as its phases meet. */
  async round(kills) {
    this.rounds += 1;
    this.writers = this.site.writers(this.rounds);
    for (const [name, text] of Object.entries(this.writers))
      writeFileSync(join(this.files, name), text(this.site.before));
    const cluster = await this.site.start(this.rounds, this.files);
    // ds2 turns executors, in one rebalance; twin-greedy pending tuples as well, in two.
    this.writeConfiguration(cluster, this.rounds % 2 === 0 ? 'ds2' : 'twin-greedy');
    const lines = [];
    const deadline = performance.now() + this.site.patienceMs;
    while (!isOver(lines) && performance.now() < deadline) {
      const aim = this.killed.length < kills ? this.aims[this.random.integer(this.aims.length)] : null;
      await this.run(aim, lines, deadline);
      this.judgeFiles(lines);
    }
    await this.judge(cluster, lines);
    await cluster.stop();
  }

  /** One process of the agent, until it is killed or the change is over. */
  async run(aim, lines, deadline) {
    const agent = startAgent(this.directory);
    const there = new Set(this.written());
    let since = lines.length;
    let isMet = false;
    while (!isMet && performance.now() < deadline && !agent.hasEnded()) {
      this.take(lines);
      isMet = aim !== null && this.isMoment(aim, lines.slice(since), there);
      since = lines.length;
      if (!isMet && isOver(lines)) break;
      if (!isMet) await sleep(2);
    }
    if (isMet) {
      await sleep(this.random.uniform() * aim.withinMs);
      await agent.end('SIGKILL');
      this.take(lines);
      const last = lines.findLast(({ kind }) => kind !== 'started')?.kind;
      this.killed.push(`${last} | ${aim.name}`);
    } else {
      await agent.end('SIGTERM');
      this.take(lines);
    }
    if (agent.log().includes('"setAside":{')) this.notes['unfinished lines set aside'] += 1;
  }

  isMoment({ from }, added, there) {
    if (from !== 'file') return added.some(({ kind }) => kind === from);
    return this.written().some((name) => !there.has(name));
  }

  /** What lies in the folders that persisting writes to: backups, and new contents beside the files. */
  written() {
    return [...namesIn(join(this.state, 'backups')), ...namesIn(this.files)];
  }

  take(lines) {
    for (const line of this.tail.added()) {
      this.seen.push(line.hash);
      lines.push(line);
    }
  }

  /** At once after each end: a file is the old or the new one, whatever the moment. */
  judgeFiles(lines) {
    const target = this.targetOf(lines);
    for (const [name, text] of Object.entries(this.writers)) {
      const now = readFileSync(join(this.files, name), 'utf8');
      if (now !== text(this.site.before) && now !== text(target))
        this.count('file neither old nor new', { name, now });
    }
  }

  async judge(cluster, lines) {
    if (!isOver(lines)) this.count('rounds that did not come to an end', lines.slice(-5));
    const intents = lines.filter(({ kind }) => kind === 'intended');
    const calls = await cluster.calls();
    const taken = calls.filter(({ ok }) => ok).map((call) => JSON.stringify(call.rebalance));
    const steps = intents.map(({ id, step }) => `${id} ${step}`);
    if (
      calls.length > intents.length ||
      new Set(taken).size < taken.length ||
      new Set(steps).size < steps.length
    )
      this.count('changes sent twice', calls);
    await this.judgeTopology(cluster, lines);
    const target = this.targetOf(lines);
    const isKept = lines.some(({ kind }) => kind === 'persisted');
    const texts = Object.entries(this.writers).map(([name, text]) => [
      readFileSync(join(this.files, name), 'utf8'),
      text,
    ]);
    if (!texts.every(([now, text]) => now === text(isKept ? target : this.site.before)))
      this.count('files that disagree with each other, or with the journal', texts);
    if (namesIn(this.files).length > texts.length)
      this.count('half-written files left beside them', namesIn(this.files));
    const end = lines.findLast(({ kind }) => ends.has(kind));
    if (isKept) this.notes['changes verified and in the files'] += 1;
    else if (end?.code !== 'INTERRUPTED') {
      this.notes['changes that ended otherwise (journaled)'] += 1;
      console.error(`round ${this.rounds}: ${end?.kind} ${end?.code}: ${end?.text}`);
    } else if (end.sent === null)
      this.notes['changes that left no trace on the cluster, failed INTERRUPTED'] += 1;
  }

  /** Each setting has its old or its new value; a mix only where the journal says that the plan ended between its steps. */
  async judgeTopology(cluster, lines) {
    const inForce = await cluster.inForce();
    const now = { split: inForce['executors.split'], pending: inForce['topology.max.spout.pending'] };
    const target = this.targetOf(lines);
    const is = (wanted) => now.split === wanted.split && now.pending === wanted.pending;
    if (is(this.site.before) || is(target)) return;
    const end = lines.findLast(({ kind }) => ends.has(kind));
    const isSaid = end?.code === 'INTERRUPTED' && end.sent === true;
    if (isSaid && is({ split: target.split, pending: this.site.before.pending }))
      this.notes['plans of two rebalances that ended after the first, journaled so'] += 1;
    else this.count('topology neither old nor new', { now, target, end });
  }

  /** What the change of the round leads to. */
  targetOf(lines) {
    const changes = lines.find(({ kind }) => kind === 'intended')?.changes ?? {};
    return {
      split: changes['executors.split']?.to ?? this.site.before.split,
      pending: changes['topology.max.spout.pending']?.to ?? this.site.before.pending,
    };
  }

  async lostLines() {
    const kept = new Set();
    for await (const { hash } of readJournal(this.state)) kept.add(hash);
    const lost = this.seen.filter((hash) => !kept.has(hash)).length;
    const { valid, problems } = await verifyJournal(this.state);
    if (!valid) console.error(problems);
    return lost + (valid ? 0 : 1);
  }

  count(what, evidence) {
    this.wrong[what] += 1;
    console.error(`round ${this.rounds}: ${what}: ${JSON.stringify(evidence)}`);
  }

  writeConfiguration({ config, agent }, policy) {
    const files = Object.keys(this.writers).map((name) => JSON.stringify(join(this.files, name)));
    writeFileSync(
      join(this.directory, 'trimtab.yaml'),
      `stateDir: ${JSON.stringify(this.state)}
clusters: [${JSON.stringify({ name: 'prod', ...config })}]
agent: ${JSON.stringify({ policy, window: '30s', warmUp: '10s', coolDown: '2h', ...agent })}
topologies:
  defaults:
    mode: auto
    knobs: { exclude: ${JSON.stringify(this.site.exclude)} }
    persist:
      files: [${files.join(', ')}]
      keys: { executors.split: split.executors }
`,
    );
  }
}

function isOver(lines) {
  return lines.some(({ kind }) => kind === 'persisted' || ends.has(kind));
}

// trimtab drift as it is typed: on a state directory with a drift, on an empty one, and on a damaged file.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DriftStore } from '../../src/agent/index.js';
import { newDetector, type Standing, watchDrift } from '../../src/drift/index.js';
import { trimtab } from './trimtab.js';

const windowMs = 120_000;
const windows = 25;
const storm = (name: string) => ({ name, id: `${name}-1-1795338733` });

/**
 * @param hoursAgo of the last window
 * @param standing to what the model was trained on
 */
async function stateDirectory(hoursAgo = 0, standing: Standing | null = null): Promise<string> {
  const at = Date.now() - hoursAgo * 3600_000 - windows * windowMs;
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-drift-'));
  const store = new DriftStore(directory);
  let detector = newDetector();
  const drifts = [];
  for (let n = 0; n < windows; n++) {
    const value = Math.log(n < 15 ? 1 : 2);
    const traits = [{ trait: 'cost', component: 'split', value, error: 0.02 }] as const;
    const seen = {
      at: at + (n + 1) * windowMs,
      seconds: 120,
      engine: 'storm 2.8.3',
      sampleRate: 0.05,
      rate: 100,
      isOffered: true,
    };
    const watched = watchDrift(detector, { ...seen, layout: 'one', traits });
    detector = watched.detector;
    if (watched.drift !== null) drifts.push(watched.drift);
  }
  await store.save('prod', storm('word count'), { detector, drifts, standing });
  await store.save('prod', storm('idle'), { detector: newDetector(), drifts: [], standing: null });
  return directory;
}

it('says what has shifted, and what to do', async () => {
  const { stdout, code } = await trimtab(['drift', '--state-dir', await stateDirectory()]);
  expect(code).toBe(0);
  expect(undated(stdout)).toMatchInlineSnapshot(`
    "prod idle  cannot tell yet: no full window was measured yet
      watched      0 windows on an unknown engine; 0 traits are compared; unusual loads are told after 24 more hours
    prod word count  drifted (application): split takes 2 ms a tuple, and took 1 (the only bolt that could be compared: a slower machine would look the same)
      watched      25 windows on storm 2.8.3; 0 traits are compared, 1 still learned; unusual loads are told after 24 more hours
      last window  TIME (N s ago)
      predictions  no change has come to its outcome yet
      application  TIME, since TIME: split takes 2 ms a tuple, and took 1 (the only bolt that could be compared: a slower machine would look the same)
      advice       recalibrate: what a tuple costs or becomes has changed: what was measured before, and what failed before, no longer counts
                   takes nothing: the agent does it by itself with the next windows
    "
  `);
});

const undated = (text: string): string =>
  text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replaceAll(/\d+ s ago/g, 'N s ago');

it('says since when nobody has looked, in the place of how it behaved then', async () => {
  const { stdout } = await trimtab(['drift', '--state-dir', await stateDirectory(75)]);
  expect(undated(stdout)).toContain('prod word count  not watched since TIME');
  expect(undated(stdout)).toContain('last window  TIME (3 days ago)');
  expect(stdout).not.toContain('steady');
});

it('does not say so while an agent may not have written its last windows yet', async () => {
  const { stdout } = await trimtab(['drift', '--state-dir', await stateDirectory(0.9)]);
  expect(stdout).not.toContain('not watched');
  const { stdout: later } = await trimtab(['drift', '--state-dir', await stateDirectory(1.1)]);
  expect(later).toContain('prod word count  not watched since');
});

it('names the command that learns on, where a model decides', async () => {
  const directory = await stateDirectory();
  const config = join(directory, 'trimtab.yaml');
  writeFileSync(
    config,
    `stateDir: ${directory}\nclusters: [{ name: prod, ui: 'http://127.0.0.1:1' }]\nagent: { policy: dqn }\n`,
  );
  const words = ['drift', '--config', config, '--topology', 'word count', '--output', 'json'];
  const { stdout } = await trimtab(words);
  const { topologies } = JSON.parse(stdout) as { topologies: { recommendation: { command: string } }[] };
  expect(topologies).toHaveLength(1);
  expect(topologies[0]?.recommendation.command).toMatch(
    /^trimtab train --history \S+ --topology 'word count' --from \S+ --out \S+$/,
  );
});

it('names a topology of Heron there with its place: others may have its name, and then the command would be refused', async () => {
  const directory = await stateDirectory();
  const store = new DriftStore(directory);
  const known = await store.load('prod', storm('word count'), () => {});
  if (known === null) throw new Error('nothing is kept');
  for (const environ of ['dev', 'prod'])
    await store.save('h', { name: 'words', id: `local/ads/${environ}/words@1` }, known);
  const config = join(directory, 'trimtab.yaml');
  const clusters = "[{ name: h, engine: heron, tracker: 'http://127.0.0.1:1' }]";
  writeFileSync(config, `stateDir: ${directory}\nclusters: ${clusters}\nagent: { policy: dqn }\n`);
  const words = ['drift', '--config', config, '--topology', 'ads/prod/words', '--output', 'json'];
  const { stdout } = await trimtab(words);
  const { topologies } = JSON.parse(stdout) as { topologies: { recommendation: { command: string } }[] };
  expect(topologies.map(({ recommendation }) => recommendation.command)).toEqual([
    expect.stringContaining(' --topology ads/prod/words '),
  ]);
});

it('cannot tell on an empty state directory, and says why', async () => {
  const { stdout, code } = await trimtab(['drift', '--state-dir', mkdtempSync(join(tmpdir(), 'trimtab-'))]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^cannot tell yet: no agent has measured a full window/);
});

it.each([
  [['--cluster', 'prd'], 'TRIMTAB_E_CLUSTER_UNKNOWN', 'did you mean prod?'],
  [['--state-dir', '/nowhere/at/all'], 'TRIMTAB_E_NO_JOURNAL', 'there is no directory /nowhere/at/all'],
  [['--topology', 'words'], 'TRIMTAB_E_TOPOLOGY_AMBIGUOUS', 'ads/dev/words, ads/prod/words'],
])('refuses %j, with what there is', async (words, code, says) => {
  const directory = await stateDirectory();
  const store = new DriftStore(directory);
  const nothing = { detector: newDetector(), drifts: [], standing: null };
  for (const environ of ['dev', 'prod'])
    await store.save('h', { name: 'words', id: `local/ads/${environ}/words@1` }, nothing);
  const refused = await trimtab(['drift', '--state-dir', directory, ...words]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(code);
  expect(refused.stderr).toContain(says);
  const { stdout } = await trimtab(['drift', '--state-dir', directory, '--topology', 'ads/dev/words']);
  expect(stdout).toMatch(/^h ads\/dev\/words {2}cannot tell yet/);
});

it('says only that a file is damaged where it is, and why', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-drift-'));
  mkdirSync(join(directory, 'drift'));
  writeFileSync(join(directory, 'drift', 'prod@top-words.json'), '{"schema":');
  for (const words of [[], ['--topology', 'top-words']]) {
    const { stdout } = await trimtab(['drift', '--state-dir', directory, ...words]);
    expect(stdout).toMatch(/^damaged: \S+top-words.json \(it is not JSON\)/);
  }
});

it('tells of the others where the system refuses one file', async () => {
  const directory = await stateDirectory();
  const loop = join(directory, 'drift', 'prod@looping.json');
  symlinkSync(loop, loop);
  const { stdout, code } = await trimtab(['drift', '--state-dir', directory]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/damaged: \S+looping.json .*ELOOP/);
  expect(stdout).toContain('word count');
});

it('names a topology that it does not know, and a file that it cannot read', async () => {
  const directory = await stateDirectory();
  mkdirSync(join(directory, 'drift'), { recursive: true });
  writeFileSync(join(directory, 'drift', 'x@y.json'), '[]');
  const unknown = await trimtab(['drift', '--state-dir', directory, '--topology', 'word-count']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('did you mean word count?');
  const { stdout } = await trimtab(['drift', '--state-dir', directory]);
  expect(stdout).toContain('damaged: ');
});

const strange: Standing = {
  isOutside: true,
  since: Date.UTC(2026, 10, 26, 10),
  calmWindows: 0,
  countedAt: Date.UTC(2026, 10, 26, 10),
  novelty: {
    distance: 1.52,
    by: 'topology',
    nearer: 1,
    unusualIn: [{ name: 'bolts', unit: '', value: 21, low: 2, high: 8, share: 0.7 }],
  },
  training: 'a'.repeat(64),
};

it.each([
  ['a rule decides, whatever is unusual', 'twin-greedy', ''],
  ['a learned policy is not asked, and its prior decides', 'dqn', '; twin-greedy decides'],
])('says how unusual the state is to the model, and in what: %s', async (_, policy, decides) => {
  const directory = await stateDirectory(0, strange);
  const config = join(directory, 'trimtab.yaml');
  writeFileSync(config, `agent: { policy: ${policy} }\n`);
  const words = ['drift', '--config', config, '--state-dir', directory, '--topology', 'word count'];
  const { stdout } = await trimtab(words);
  const lines = undated(stdout)
    .split('\n')
    .filter((line) => /novelty|most unusual/.test(line));
  expect(lines).toEqual([
    `  novelty      unlike what models/default was trained on since TIME: 1.52 times the limit away${decides}`,
    '               most unusual: bolts 21 (trained on 2 to 8)',
  ]);
  const json = await trimtab([...words, '--output', 'json']);
  const [one] = (JSON.parse(json.stdout) as { topologies: { novelty: unknown }[] }).topologies;
  expect(one?.novelty).toMatchObject({
    isOutside: true,
    distance: 1.52,
    decides: policy === 'dqn' ? 'twin-greedy' : null,
    unusualIn: [{ name: 'bolts', value: 21 }],
  });
});

it('says how near a usual state is', async () => {
  const novelty = { ...strange.novelty, distance: 0.38, nearer: 0.6, unusualIn: [] };
  const directory = await stateDirectory(0, { ...strange, isOutside: false, novelty });
  const { stdout } = await trimtab(['drift', '--state-dir', directory]);
  expect(stdout).toContain(
    '  novelty      like what models/default was trained on: 0.38 times the limit away, farther than 60 % of its states\n',
  );
});

it('a name that would move the cursor is printed without that', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-'));
  const nothing = { detector: newDetector(), drifts: [], standing: null };
  await new DriftStore(directory).save('prod', storm('a\u001b[31mb'), nothing);
  const { stdout } = await trimtab(['drift', '--state-dir', directory]);
  expect(stdout).toMatch(/^prod a\ufffd\[31mb {2}cannot tell yet/);
});

// Wrong command lines and odd names: a clear error with the next step and nothing done, or the right thing done.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { parseScenario, topWordsYaml } from '../../src/simulator/index.js';
import { emptyDirectory, errorOf, type Ran, trimtab } from './trimtab.js';

const speed = 60;
const running: SimulatedStorm[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((s) => s.stop()));
});

async function storm(yaml = topWordsYaml): Promise<SimulatedStorm> {
  const started = await startSimulatedStorm({ speed, scenario: parseScenario(yaml, 'test') });
  running.push(started);
  return started;
}

function refusal(ran: Ran, code: number): string {
  expect(ran.code).toBe(code);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain('\n  next: ');
  return ran.stderr;
}

describe('a wrong command line', () => {
  it.each([
    [['sugest'], "unknown command 'sugest' (Did you mean suggest?)"],
    [['suggest', '--topolgy', 'x'], "unknown option '--topolgy' (Did you mean --topology?)"],
    [['suggest', '--wait', '2m'], 'Expected a number of seconds such as 150, without unit.'],
    [['suggest', '--wait', '-5'], 'Expected a number of seconds'],
    [['suggest', '--wait'], "option '--wait <seconds>' argument missing"],
    [['suggest', '--output', 'xml'], 'Allowed choices are text, json.'],
    [['suggest', '--ui', 'master:8080'], '--ui'],
    [['suggest', 'wordcount'], 'too many arguments'],
    [
      [],
      'a command is missing (there are: demo, suggest, agent, pause, resume, pending, approve, reject, snooze, rollback, render, doctor, drift, explain, audit, config, simulate, train, distil, tune, evaluate)',
    ],
    [['help', 'sugest'], "unknown command 'sugest'"],
    [['audit', 'help', 'lst'], "unknown command 'lst'"],
    [['pending', '--state-dir', '/nowhere/at/all'], 'there is no directory /nowhere/at/all'],
    [['simulate', '--engine', 'storm', '--speed', '0'], '--speed'],
    [['simulate', '--engine', 'flink'], 'flink'],
  ])('trimtab %j', async (args, sentence) => {
    expect(refusal(await trimtab(args), 2)).toContain(sentence);
  });

  it('is answered in JSON when that is asked for', async () => {
    const ran = await trimtab(['suggest', '--output', 'json', '--nonsense']);
    expect(ran.code).toBe(2);
    expect(errorOf(ran)).toMatchObject({ code: 'TRIMTAB_E_USAGE' });
  });

  it.each([
    [['json'], false],
    [['suggest', '--output', 'json', '--output', 'text', '--nonsense'], false],
    [['suggest', '--', '--output', 'json'], false],
    [['suggest', '--output', 'text', '--output', 'json', '--nonsense'], true],
    [['suggest', '--output', 'text', '--output=json', '--nonsense'], true],
  ])('of %j it is answered in the form that was asked for last, if any', async (args, isJson) => {
    const ran = await trimtab(args);
    if (isJson) expect(errorOf(ran)).toMatchObject({ code: 'TRIMTAB_E_USAGE' });
    else refusal(ran, 2);
  });

  it('without any cluster says how to name one', async () => {
    const refused = refusal(await trimtab(['suggest']), 2);
    expect(refused).toContain('--ui http://HOST:8080');
    expect(refused).toContain('--tracker http://HOST:8888');
  });

  it('wants a Storm or a Heron cluster, not both, and a URL that is one', async () => {
    const both = ['suggest', '--tracker', 'http://127.0.0.1:8888', '--ui', 'http://127.0.0.1:8080'];
    expect(refusal(await trimtab(both), 2)).toContain('--tracker is for Heron and --ui for Storm');
    expect(refusal(await trimtab(['suggest', '--tracker', 'master:8888']), 2)).toContain(
      'http://master-1:8888',
    );
  });

  it('wants the UI of a cluster or its Nimbus: one of the two would be left out without a word', async () => {
    const both = ['suggest', '--ui', 'http://127.0.0.1:1', '--nimbus', '127.0.0.1:1'];
    const refused = refusal(await trimtab(both), 2);
    expect(refused).toContain('--nimbus stands in place of --ui');
    expect(refused).toContain('clusters[].ui and clusters[].nimbus');
  });

  it.each([[['config', 'check']], [['suggest']], [['pause']], [['audit', 'list']]])(
    '%j refuses an empty name of the configuration file, as of a variable that is not set',
    async (words) => {
      const refused = refusal(await trimtab([...words, '--config', '']), 2);
      expect(refused).toContain('An empty name; leave --config out for the default.');
    },
  );

  it('with several clusters in the configuration wants a name, and offers the nearest', async () => {
    const cwd = emptyDirectory();
    const clusters = ['east', 'west'].map((name) => `  - { name: ${name}, ui: 'http://127.0.0.1:1' }`);
    writeFileSync(join(cwd, 'trimtab.yaml'), `clusters:\n${clusters.join('\n')}\n`);
    expect(refusal(await trimtab(['suggest'], { cwd }), 2)).toContain('2 clusters: east, west');
    const near = await trimtab(['suggest', '--cluster', 'wset'], { cwd });
    expect(refusal(near, 2)).toContain('did you mean west?');
  });

  it('with an unknown policy offers those there are', async () => {
    const ran = await trimtab(['suggest', '--ui', 'http://127.0.0.1:1', '--policy', 'ds3']);
    expect(refusal(ran, 2)).toContain('did you mean ds2?');
  });
});

describe('the topology asked for', () => {
  it('is exact: of a similar name it says which is near, and measures nothing', async () => {
    const { uiUrl } = await storm();
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--topology', 'top-word']);
    expect(refusal(ran, 2)).toContain('did you mean top-words? (running: top-words)');
  });

  it('may begin with a dash; its command can still be pasted', async () => {
    const { uiUrl } = await storm(topWordsYaml.replace('name: top-words', 'name: "-top"'));
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--time-scale', '60', '--topology=-top']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/storm rebalance -w \d+ -e split=\d+ -- -top/);
  });

  it('may have components with spaces, dots, slashes and letters beyond ASCII', async () => {
    const odd = topWordsYaml.replaceAll('split', 'größe zähler/eins.zwei');
    const { uiUrl } = await storm(odd);
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--time-scale', '60']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /command {4}storm rebalance top-words -w \d+ -e 'größe zähler\/eins\.zwei=\d+'/,
    );
  });
});

it('what render wants to be run first can be pasted, whatever the topology is called', async () => {
  const { uiUrl } = await storm(topWordsYaml.replace('name: top-words', 'name: "top\'words"'));
  const words = ['--ui', uiUrl, '--topology', "top'words", '--settings', 'proposed', '--file', 'x.yaml'];
  const refused = refusal(await trimtab(['render', ...words], { cwd: emptyDirectory() }), 2);
  expect(refused).toContain(String.raw`next: Run trimtab suggest --topology 'top'\''words' first.`);
});

describe('the state directory', () => {
  it('that cannot be written is an error when it was named, and nothing is done', async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, 'a-file'), '');
    const { uiUrl } = await storm();
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--state-dir', 'a-file/state'], { cwd });
    expect(refusal(ran, 2)).toContain('TRIMTAB_E_STATE_DIR');
  });

  it.each([
    ['that nobody named', ''],
    ['of the configuration, as it may be the agent’s alone,', 'stateDir: ./var/state\n'],
  ])('%s is done without, with a warning', async (_, config) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, 'var'), '');
    if (config !== '') writeFileSync(join(cwd, 'trimtab.yaml'), config);
    const { uiUrl } = await storm();
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--time-scale', '60'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('nothing is kept');
  });

  it('keeps each suggestion under its id', async () => {
    const cwd = emptyDirectory();
    const { uiUrl } = await storm();
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--wait', '0', '--output', 'json'], { cwd });
    const [{ decision }] = JSON.parse(ran.stdout).topologies;
    expect(existsSync(join(cwd, 'var', 'suggestions', `${decision.id}.json`))).toBe(true);
  });

  it('with damaged references says so, keeps the file beside, and begins anew', async () => {
    const cwd = emptyDirectory();
    mkdirSync(join(cwd, 'var'));
    writeFileSync(join(cwd, 'var', 'references.json'), '{"half');
    const { uiUrl } = await storm();
    const ran = await trimtab(['suggest', '--ui', uiUrl, '--wait', '0'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(
      /references\.json: it is not JSON; set aside as .*references\.json\.damaged, and this window becomes the reference/,
    );
    expect(readFileSync(join(cwd, 'var', 'references.json.damaged'), 'utf8')).toBe('{"half');
  });
});

describe('doctor', () => {
  it('ends with 0 when nothing is broken, and says what could be better', async () => {
    const { uiUrl } = await storm();
    const ran = await trimtab(['doctor', '--ui', uiUrl, '--time-scale', '60']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('executor.metrics.frequency.secs: 10');
    expect(ran.stdout).toMatch(/\d+ ok, 1 to look at, 0 broken\n$/);
  });

  it('ends with 3 for a cluster that cannot be reached, and says the next step', async () => {
    const ran = await trimtab(['doctor', '--ui', 'http://127.0.0.1:1', '--output', 'json']);
    expect(ran.code).toBe(3);
    const document = JSON.parse(ran.stdout);
    expect(document).toMatchObject({ schema: 'trimtab/doctor/v1', healthy: false });
    expect(document.findings.at(-1)).toMatchObject({ check: 'reachability', status: 'broken' });
  });
});

it('is built executable: npm does that only when it first sees a checkout at its path', () => {
  const { mode } = statSync(new URL('../../dist/main.js', import.meta.url));
  expect(mode & 0o111).toBe(0o111);
});

describe('simulate', () => {
  it('prints one ready line and ends with 0 at Ctrl-C', async () => {
    const ran = await trimtab(['simulate', '--engine', 'storm'], {
      endWhen: { stdout: /\n/, signal: 'SIGINT' },
    });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ready: true,
      nimbus: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      speed: 1,
    });
  });
});

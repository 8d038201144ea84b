// What an operator of Heron types first: doctor and suggest on a simulated cluster, whichever its Tracker.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedHeron, startSimulatedHeron } from '../../src/emulator/index.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

interface Suggested {
  cluster: { engine: string; version: string; leader: string | null };
  topologies: {
    name: string;
    id: string;
    bottleneck: string;
    current: Record<string, number>;
    proposed: Record<string, number>;
    commands: string[];
    advice: { knob: string; needs: string; commands: string[] }[];
    decision: { action: string; reasons: { text: string }[] };
  }[];
}

describe.each([
  ['fastapi', '0.20.5-incubating'],
  ['tornado', '0.20.4-incubating'],
] as const)('on a Heron with a Tracker of the generation %s', (generation, version) => {
  let heron: SimulatedHeron;
  beforeAll(async () => {
    heron = await startSimulatedHeron({ generation, speed: 0 });
  });
  afterAll(() => heron.stop());
  const heronTrimtab = (...args: string[]) => trimtab([...args, '--tracker', heron.trackerUrl]);

  it('suggest finds the bottleneck and prints the update, in Heron’s words', async () => {
    const ran = await heronTrimtab('suggest', '--wait', '0', '--output', 'json');
    expect(ran.code).toBe(0);
    const { cluster, topologies } = JSON.parse(ran.stdout) as Suggested;
    expect(cluster).toMatchObject({ engine: 'heron', version, leader: null });
    const [words] = topologies;
    if (words === undefined) throw new Error('no topology');
    expect(words.id).toMatch(/^local\/heron\/default\/top-words@\d+$/);
    expect(words.bottleneck).toBe('split');
    expect(words.current).toMatchObject({
      'parallelism.split': 2,
      containers: 1,
      'topology.max.spout.pending': 100,
    });
    const to = words.proposed['parallelism.split'] ?? 0;
    expect(to).toBeGreaterThan(3);
    expect(words.commands).toEqual([
      expect.stringContaining(
        `heron update local/heron/default top-words --component-parallelism split:${to}`,
      ),
    ]);
    const said = words.decision.reasons.map(({ text }) => text).join(' ');
    expect(said).not.toMatch(/executors|workers/);
    const spoken = [...Object.keys(words.current), ...Object.keys(words.proposed)];
    expect(spoken.filter((knob) => /^executors|^workers$|__acker/.test(knob))).toEqual([]);
    // An update of parallelism brings containers with it, and how many tuples may be in flight takes a new submission.
    expect(words.advice.map(({ knob, needs }) => [knob, needs])).toEqual([['containers', 'rebalance']]);
  });

  it('suggest prints it for people, without tasks, which Heron has not', async () => {
    const { stdout } = await heronTrimtab('suggest', '--wait', '0');
    expect(stdout).toMatch(/^\S+ {2}heron 0\.20\.\d-incubating\ntop-words {2}apply {2}/);
    expect(stdout).toMatch(/COMPONENT +KIND +INSTANCES +IN\/S/);
    expect(stdout).toMatch(/split +bolt +2 → \d+/);
    expect(stdout).toContain('1 restart of all containers');
    expect(stdout).not.toMatch(/TASKS|storm|worker/);
  });

  it('through an API server the command names it', async () => {
    const cwd = emptyDirectory();
    const cluster = { name: 'h', engine: 'heron', tracker: heron.trackerUrl, api: 'http://master-1:9000' };
    writeFileSync(join(cwd, 'trimtab.yaml'), JSON.stringify({ clusters: [cluster] }));
    const ran = await trimtab(['suggest', '--wait', '0', '--output', 'json'], { cwd });
    const [words] = (JSON.parse(ran.stdout) as Suggested).topologies;
    expect(words?.commands[0]).toMatch(
      /^heron update --service-url http:\/\/master-1:9000 local\/heron\/default /,
    );
  });

  it('bounds and exclusions of the configuration are in Heron’s names', async () => {
    const cwd = emptyDirectory();
    const knobs = { bounds: { 'parallelism.split': { max: 3 } }, exclude: ['containers'] };
    const clusters = [{ name: 'h', engine: 'heron', tracker: heron.trackerUrl }];
    writeFileSync(
      join(cwd, 'trimtab.yaml'),
      JSON.stringify({ clusters, topologies: { defaults: { knobs } } }),
    );
    const ran = await trimtab(['suggest', '--wait', '0', '--output', 'json'], { cwd });
    const [words] = (JSON.parse(ran.stdout) as Suggested).topologies;
    expect(words?.proposed).toEqual({ 'parallelism.split': 3 });
  });

  it('a role that no topology has, and a topology that is not there, are wrong usage', async () => {
    const cwd = emptyDirectory();
    const clusters = [{ name: 'h', engine: 'heron', tracker: heron.trackerUrl, role: 'herron' }];
    writeFileSync(join(cwd, 'trimtab.yaml'), JSON.stringify({ clusters }));
    const role = await trimtab(['suggest', '--wait', '0', '--output', 'json'], { cwd });
    expect([role.code, errorOf(role).code]).toEqual([2, 'TRIMTAB_E_FILTER']);
    expect(errorOf(role).message).toContain('did you mean heron?');
    const name = await heronTrimtab('suggest', '--topology', 'top-word', '--output', 'json');
    expect([name.code, errorOf(name).code]).toEqual([2, 'TRIMTAB_E_TOPOLOGY_UNKNOWN']);
  });

  it('doctor says what it reads and that nothing is sent without an API server', async () => {
    const ran = await heronTrimtab('doctor', '--wait', '0');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`Heron ${version}`);
    expect(ran.stdout).toContain(
      'nothing is sent: neither clusters[].api (the API server) nor clusters[].heronCommand is set',
    );
    expect(ran.stdout).toContain(
      'statistics every 60 s, as always on Heron; whether they move was not watched (--wait 0)',
    );
    expect(ran.stdout).not.toMatch(/supervisor|Nimbus leads|Nimbus on|head-room/);
  });

  it('doctor says when the API server is not there, or is none', async () => {
    const cwd = emptyDirectory();
    const doctor = async (api: string) => {
      const cluster = { name: 'h', engine: 'heron', tracker: heron.trackerUrl, api };
      writeFileSync(join(cwd, 'trimtab.yaml'), JSON.stringify({ clusters: [cluster] }));
      return trimtab(['doctor', '--wait', '0'], { cwd });
    };
    const absent = await doctor('http://127.0.0.1:1');
    expect(absent.code).toBe(3);
    expect(absent.stdout).toMatch(
      /broken {2}api .*TRIMTAB_E_UNREACHABLE[\s\S]*next: Correct clusters\[\]\.api/,
    );
    const other = await doctor(heron.trackerUrl);
    expect(other.code).toBe(3);
    expect(other.stdout).toMatch(/broken {2}api .*TRIMTAB_E_NOT_API_SERVER/);
  });

  it('suggest has a column QUEUE where a Prometheus tells it, and doctor says so', async () => {
    const cwd = emptyDirectory();
    const cluster = {
      name: 'h',
      engine: 'heron',
      tracker: heron.trackerUrl,
      prometheus: heron.prometheusUrl,
    };
    writeFileSync(join(cwd, 'trimtab.yaml'), JSON.stringify({ clusters: [cluster] }));
    const ran = await trimtab(['suggest', '--wait', '0'], { cwd });
    expect(ran.stdout).toMatch(/BUSY +QUEUE/);
    expect(ran.stdout).toMatch(/split .* 100 % +100 % /);
    expect(ran.stderr).toBe('');
    const doctor = await trimtab(['doctor', '--wait', '0'], { cwd });
    expect(doctor.stdout).toContain('top-words: Prometheus has them, of 5 of 5 instances of bolts');
  });

  it('suggest goes on without a Prometheus that is not there, and says so', async () => {
    const cwd = emptyDirectory();
    const cluster = {
      name: 'h',
      engine: 'heron',
      tracker: heron.trackerUrl,
      prometheus: 'http://127.0.0.1:1',
    };
    writeFileSync(join(cwd, 'trimtab.yaml'), JSON.stringify({ clusters: [cluster] }));
    const ran = await trimtab(['suggest', '--wait', '0'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/top-words {2}apply/);
    expect(ran.stdout).not.toContain('QUEUE');
    expect(ran.stderr).toMatch(/warn: top-words: queue sizes: .*ECONNREFUSED/);
    const doctor = await trimtab(['doctor', '--wait', '0'], { cwd });
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toMatch(
      /warning {2}queue sizes +TRIMTAB_E_EXTERNAL[\s\S]*next: Let clusters\[\]\.prometheus/,
    );
  });

  it('while it is updated suggest holds, and says so', async () => {
    heron.world.disturb('restart');
    heron.world.advance(1);
    const { stdout } = await heronTrimtab('suggest', '--wait', '0');
    expect(stdout).toMatch(/top-words {2}hold {2}REBALANCING: its plans are not complete/);
    heron.world.advance(60);
    const after = await heronTrimtab('suggest', '--wait', '0');
    expect(after.stdout).toMatch(
      /top-words {2}hold {2}JUST_RESTARTED: no instance has a full minute of metrics yet/,
    );
    heron.world.deactivate(heron.world.topologies()[0]?.id ?? '');
    const paused = await heronTrimtab('suggest', '--wait', '0');
    expect(paused.stdout).toContain('INACTIVE: it is deactivated: heron activate');
  });
});

it('without a Tracker at the address suggest says what to start', async () => {
  const ran = await trimtab(['suggest', '--tracker', 'http://127.0.0.1:1', '--output', 'json']);
  expect([ran.code, errorOf(ran).code]).toEqual([3, 'TRIMTAB_E_UNREACHABLE']);
  expect(errorOf(ran).next).toContain('heron-tracker');
});

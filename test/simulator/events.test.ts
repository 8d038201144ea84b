// Events of a scenario: content that changes, faults that come and go, hot keys; and what of them is refused.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  conditionsAt,
  createEnvironment,
  createWorld,
  loadScenario,
  objectiveChanges,
  parseScenario,
  topWordsYaml,
  type World,
} from '../../src/simulator/index.js';

const withEvents = (events: string, text = topWordsYaml): string => `${text}events:\n${events}`;
const scenario = (events: string) => parseScenario(withEvents(events), 'mine.yaml');
const throughput = (world: World): number => world.truth()?.throughputPerSecond ?? 0;

function refusal(text: string): string {
  try {
    parseScenario(text, 'mine.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('accepted');
}

describe('an event', () => {
  it('changes what tuples cost and how many there are', () => {
    const world = createWorld(scenario('  - { atMinute: 5, set: { split.waitMicros: 3700 } }\n'));
    world.advance(290);
    const before = throughput(world);
    world.advance(60);
    expect(throughput(world) / before).toBeCloseTo(0.5, 1);
  });

  it('sets all subscribers of a stream, which see the same tuples', () => {
    const text = topWordsYaml.replace(
      '- { from: count, to: top',
      '- { from: split, to: top, grouping: global, tuplesPerInput: 10 }\n    - { from: count, to: top',
    );
    const changed = parseScenario(
      withEvents(
        '  - { atMinute: 1, set: { split->count.tuplesPerInput: 3, split->count.hotShare: 0.4 } }\n',
        text,
      ),
      'mine.yaml',
    );
    const seen = conditionsAt(changed, 60).streams.map(({ from, to, tuplesPerInput, hotShare }) => [
      `${from}->${to}`,
      tuplesPerInput,
      hotShare,
    ]);
    expect(seen).toEqual([
      ['text->split', 1, 0],
      ['split->count', 3, 0.4],
      ['split->top', 3, 0],
      ['count->top', 0.1, 0],
    ]);
  });

  it('slows a node or takes its cores for a while, and never holds beyond', () => {
    const faulty = scenario(
      '  - { atMinute: 1, fault: slow-node, node: n1, factor: 0.5, minutes: 2 }\n' +
        '  - { atMinute: 2, fault: noisy-neighbour, node: n1, cores: 6, minutes: 2 }\n',
    );
    const node = (minute: number) => conditionsAt(faulty, minute * 60).nodes[0];
    expect([0, 1, 2, 3, 4].map(node).map((one) => [one?.speed, one?.cores])).toEqual([
      [1, 8],
      [0.5, 8],
      [0.5, 2],
      [1, 2],
      [1, 8],
    ]);
  });

  it('comes and goes at a fraction of a minute too, however its seconds are rounded', () => {
    const slow = '  - { atMinute: 1, fault: slow-node, node: n1, factor: 0.5, minutes: 1.34 }\n';
    const changed = scenario(`${slow}  - { atMinute: 2.34, set: { split.waitMicros: 3700 } }\n`);
    // 140.39999999999998, and that / 60 is below 2.34.
    const { nodes, components } = conditionsAt(changed, 2.34 * 60);
    expect([nodes[0]?.speed, components['split']?.waitMicros]).toEqual([1, 3700]);
    const environment = createEnvironment(
      scenario('  - { atMinute: 2.34, set: { split.waitMicros: 3700 } }\n'),
    );
    const before = environment.advance(120).throughputPerSecond;
    environment.advance(60);
    expect(environment.advance(600).throughputPerSecond / before).toBeCloseTo(0.5, 1);
  });

  it('takes a worker away and gives it back, and loses no tuple', () => {
    const world = createWorld(scenario('  - { atMinute: 1, fault: lost-worker, minutes: 2 }\n'));
    world.advance(59);
    expect(throughput(world)).toBeGreaterThan(0);
    world.advance(1);
    expect(throughput(world)).toBe(0);
    expect(world.truth()?.inFlightTuples).toBe(0);
    world.advance(119);
    expect(throughput(world)).toBe(0);
    world.advance(2);
    expect(throughput(world)).toBeGreaterThan(0);
  });

  it('changes the objective, which the world has none of', () => {
    const changed = scenario(
      '  - { atMinute: 4, set: { objective: latency } }\n  - { atMinute: 9, set: { objective: cost } }\n',
    );
    expect(objectiveChanges(changed)).toEqual([
      { atMinute: 4, objective: 'latency' },
      { atMinute: 9, objective: 'cost' },
    ]);
  });

  it('is over with the scenario: the last values hold', () => {
    const text = topWordsYaml
      .replace('minutes: 1440', 'minutes: 5')
      .replace(
        'kind: constant, meanPerSecond: 2300',
        'kind: ramp, fromPerSecond: 0, toPerSecond: 1000, overMinutes: 10',
      );
    const world = createWorld(parseScenario(text, 'mine.yaml'));
    world.advance(1200);
    expect((world.truth()?.offeredPerSecond ?? 0) / 500).toBeCloseTo(1, 0);
  });
});

describe('hot keys', () => {
  it('bind the component at its hottest executor', () => {
    const hot = topWordsYaml
      .replace('tuplesPerInput: 10', 'tuplesPerInput: 10, hotShare: 0.7')
      .replace('cpuMicros: 40', 'cpuMicros: 400');
    const world = createWorld(parseScenario(hot, 'mine.yaml'));
    world.rebalance(world.topologies()[0]?.id ?? '', 0, { executors: { split: 8, count: 16 } });
    world.advance(60);
    expect(world.truth()?.limitedBy).toBe('count');
    expect(throughput(world)).toBeLessThan(1 / (0.7 * 10 * 0.0004));
  });
});

describe('what is refused', () => {
  it.each([
    [
      'an unknown component',
      '  - { atMinute: 1, set: { splt.cpuMicros: 6 } }\n',
      'mine.yaml: events.0.set.splt.cpuMicros: no component "splt"; expected split?',
    ],
    [
      'an unknown stream',
      '  - { atMinute: 1, set: { split->cout.hotShare: 0.5 } }\n',
      'mine.yaml: events.0.set.split->cout.hotShare: no stream "split->cout"; expected split->count?',
    ],
    [
      'a field that cannot be set',
      '  - { atMinute: 1, set: { split.executors: 6 } }\n',
      'mine.yaml: events.0.set.split.executors: "executors" cannot be set; expected one of cpuMicros, waitMicros',
    ],
    [
      'a negative cost',
      '  - { atMinute: 1, set: { split.cpuMicros: -6 } }\n',
      'mine.yaml: events.0.set.split.cpuMicros: is -6; expected a finite number, not below 0',
    ],
    [
      'NaN',
      '  - { atMinute: 1, set: { split.cpuMicros: .nan } }\n',
      'mine.yaml: events.0.set.split.cpuMicros: is NaN; expected a finite number, not below 0',
    ],
    [
      'too hot a key',
      '  - { atMinute: 1, set: { split->count.hotShare: 1.5 } }\n',
      'mine.yaml: events.0.set.split->count.hotShare: is 1.5; expected a number from 0 to 1',
    ],
    [
      'hot keys without keys',
      '  - { atMinute: 1, set: { text->split.hotShare: 0.5 } }\n',
      'mine.yaml: events.0.set.text->split.hotShare: no keys there; expected grouping fields',
    ],
    [
      'an unknown node',
      '  - { atMinute: 1, fault: slow-node, node: n2, factor: 0.5, minutes: 1 }\n',
      'mine.yaml: events.0.node: no node "n2"; expected n1?',
    ],
    [
      'more cores than there are',
      '  - { atMinute: 1, fault: noisy-neighbour, node: n1, cores: 8, minutes: 1 }\n',
      'mine.yaml: events.0.cores: n1 has 8; expected fewer than that',
    ],
    [
      'an unknown fault',
      '  - { atMinute: 1, fault: flood, minutes: 1 }\n',
      'mine.yaml: events.0.fault: no fault "flood"; expected one of slow-node, lost-worker, noisy-neighbour',
    ],
    ['neither', '  - { atMinute: 1 }\n', 'mine.yaml: events.0.fault: expected set or fault'],
    [
      'an event too late',
      '  - { atMinute: 1441, set: { split.cpuMicros: 6 } }\n',
      'mine.yaml: events.0.atMinute: the scenario ends at minute 1440; expected one before',
    ],
    [
      'a fault that ends too late',
      '  - { atMinute: 1439, fault: lost-worker, minutes: 2 }\n',
      'mine.yaml: events.0.minutes: the scenario ends at minute 1440; expected the fault to end before',
    ],
    [
      'a negative time',
      '  - { atMinute: -1, fault: lost-worker, minutes: 2 }\n',
      'mine.yaml: events.0.atMinute: expected number to be at least 0',
    ],
    [
      'an unknown objective',
      '  - { atMinute: 1, set: { objective: fast } }\n',
      'mine.yaml: events.0.set.objective: expected one of throughput, latency, cost, balanced, or a mapping',
    ],
  ])('%s', (_, events, message) => {
    expect(refusal(withEvents(events))).toBe(message);
  });

  it.each([
    [
      'a negative rate',
      'meanPerSecond: 2300',
      'meanPerSecond: -1',
      'mine.yaml: load.text.meanPerSecond: expected number to be at least 0',
    ],
    [
      'a rate that is no number',
      'meanPerSecond: 2300',
      'meanPerSecond: .nan',
      'mine.yaml: load.text.meanPerSecond: expected number, received NaN',
    ],
    [
      'an endless rate',
      'meanPerSecond: 2300',
      'meanPerSecond: .inf',
      'mine.yaml: load.text.meanPerSecond: expected number, received Infinity',
    ],
    [
      'a key given twice',
      'workers: 1',
      'workers: 1\n  workers: 2',
      'The scenario mine.yaml is not YAML: Map keys must be unique at line 25, column 3:',
    ],
    [
      'an alias within its own anchor',
      'workers: 1',
      'workers: &all [*all]',
      'The scenario mine.yaml is not YAML: *all: it stands within &all itself, and would never end at line 24, column 18',
    ],
    [
      'steps that go back',
      'kind: constant, meanPerSecond: 2300',
      'kind: step, steps: [ { atMinute: 5, perSecond: 1 }, { atMinute: 2, perSecond: 1 } ]',
      'mine.yaml: load.text.steps.1.atMinute: expected a minute after 5',
    ],
  ])('%s', (_, from, to, message) => {
    expect(refusal(topWordsYaml.replace(from, to))).toBe(message);
  });

  it('a trace that is not there or is none, with file and line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trimtab-'));
    const file = join(folder, 'mine.yaml');
    await writeFile(
      file,
      topWordsYaml.replace('kind: constant, meanPerSecond: 2300', 'trace: a.csv, peakPerSecond: 9'),
    );
    await expect(loadScenario(file)).rejects.toMatchObject({ code: 'TRIMTAB_E_CONFIG_FILE' });
    await writeFile(join(folder, 'a.csv'), 't_seconds,rate_per_s\n');
    await expect(loadScenario(file)).rejects.toThrow(
      `${join(folder, 'a.csv')}:2: no rows; expected at least one`,
    );
    await writeFile(join(folder, 'a.csv'), 't_seconds,rate_per_s\n0,1\n');
    const world = createWorld(await loadScenario(file));
    expect((world.truth()?.offeredPerSecond ?? 0) / 9).toBeCloseTo(1, 0);
  });
});

// Scenario files: what is accepted, and how what is not is refused.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TrimtabError } from '../../src/errors/index.js';
import {
  createNoiseFree,
  loadScenario,
  parseScenario,
  topWords,
  topWordsUnder,
  topWordsYaml,
} from '../../src/simulator/index.js';

function refusal(text: string): TrimtabError {
  try {
    parseScenario(text, 'mine.yaml');
  } catch (error) {
    if (error instanceof TrimtabError) return error;
    throw error;
  }
  throw new Error('accepted');
}

const edited = (from: string | RegExp, to: string): string => {
  const text = topWordsYaml.replace(from, to);
  expect(text).not.toBe(topWordsYaml);
  return text;
};

describe('the built-in scenario', () => {
  it('is the file in storm-conf', async () => {
    const file = fileURLToPath(new URL('../../storm-conf/scenarios/top-words.yaml', import.meta.url));
    expect(await readFile(file, 'utf8')).toBe(topWordsYaml);
    expect(await loadScenario(file)).toEqual(topWords());
  });
});

describe('a trace', () => {
  it.each(['constructor', '__proto__'])('is read whatever its name: %s', async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'trimtab-'));
    await writeFile(join(folder, name), 't_seconds,rate_per_s\n0,0.5\n');
    const text = edited(/kind: constant, meanPerSecond: 2300/, `trace: ${name}, peakPerSecond: 100`);
    await writeFile(join(folder, 'mine.yaml'), text);
    const scenario = await loadScenario(join(folder, 'mine.yaml'));
    expect(createNoiseFree(scenario).at(0).offered.get('text')).toBe(50);
  });

  it('may have a row for each second of days', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'trimtab-')), 'trace.csv');
    const rows = Array.from({ length: 200_000 }, (_, second) => `${second},${1 + (second % 4)}`);
    await writeFile(file, ['t_seconds,rate_per_s', ...rows].join('\n'));
    const { load, minutes } = await topWordsUnder(file, 1000);
    expect(load['text']).toMatchObject({ peakPerSecond: 250 });
    expect(minutes).toBe(3334);
  });
});

describe('a scenario is refused', () => {
  it.each([
    [
      'a number that is none',
      edited('cpuMicros: 20', 'cpuMicros: fast'),
      'mine.yaml: topology.components.text.cpuMicros: expected number, received string',
    ],
    [
      'an unknown option',
      edited('workers: 1', 'worker: 1'),
      'mine.yaml: topology.worker: unknown field; did you mean workers?',
    ],
    [
      'an unknown field of a component, whatever its name',
      edited('cpuMicros: 20', 'properties: 20'),
      'mine.yaml: topology.components.text.properties: unknown field; there are kind, executors, tasks, cpuMicros, waitMicros, memoryMiB',
    ],
    [
      'an unknown field of the whole',
      edited('minutes:', 'minuts:'),
      'mine.yaml: minuts: unknown field; did you mean minutes?',
    ],
    [
      'an unknown field of a load, with those of its kind',
      edited('{ kind: constant, ', '{ kind: constant, steps: 3, '),
      'mine.yaml: load.text.steps: unknown field; there are kind, meanPerSecond',
    ],
    [
      'an unknown field of a load that is a trace by its field',
      edited(/kind: constant, meanPerSecond: 2300/, 'trace: a.csv, peakPerSecnd: 100'),
      'mine.yaml: load.text.peakPerSecond: expected number, received undefined\nmine.yaml: load.text.peakPerSecnd: unknown field; did you mean peakPerSecond?',
    ],
    [
      'an unknown field of an event',
      edited(/$/, '\nevents:\n  - { atMinute: 5, fault: lost-worker, minutes: 2, node: a }\n'),
      'mine.yaml: events.0.node: unknown field; there are atMinute, fault, minutes',
    ],
    [
      'an unknown field of an event that sets',
      edited(/$/, '\nevents:\n  - { atMinutes: 5, set: { objective: cost } }\n'),
      'mine.yaml: events.0.atMinute: expected number, received undefined\nmine.yaml: events.0.atMinutes: unknown field; did you mean atMinute?',
    ],
    [
      'another schema',
      edited('scenario/v1', 'scenario/v2'),
      'mine.yaml: schema: expected "trimtab/scenario/v1"',
    ],
    [
      'more executors than tasks',
      edited('executors: 2, tasks: 16, cpuMicros: 300', 'executors: 32, tasks: 16, cpuMicros: 300'),
      'mine.yaml: topology.components.split.executors: expected at most as many executors as tasks (Storm never runs more)',
    ],
    [
      'a name with a slip',
      edited('to: split', 'to: splitt'),
      'mine.yaml: topology.streams.0.to: no component "splitt"; expected split?',
    ],
    [
      'a kind of load that there is not',
      edited('kind: constant', 'kind: poisson'),
      'mine.yaml: load.text.kind: no load kind "poisson"; expected one of constant, step, ramp, daily, mmpp, flash, trace',
    ],
    [
      'a load on a bolt',
      edited(/text: (\{ kind: constant.*)/, 'text: $1\n  top: $1'),
      'mine.yaml: load.top: top is a bolt; expected a spout',
    ],
    [
      'a spout without load',
      edited(/load:\n.*/, 'load: {}'),
      'mine.yaml: load.text: expected the load of spout text',
    ],
    [
      'another engine',
      edited('engine: storm', 'engine: flink'),
      'mine.yaml: engine: no such engine; expected storm or heron',
    ],
    [
      'a cycle',
      edited(
        '- { from: count, to: top',
        '- { from: top, to: count, grouping: shuffle }\n    - { from: count, to: top',
      ),
      'mine.yaml: topology.streams: count, top form a cycle; expected none',
    ],
    [
      'a bolt nobody feeds',
      edited(/ {4}- \{ from: count.*\n/, ''),
      'mine.yaml: topology.components.top: no stream leads to it; expected one in topology.streams',
    ],
    [
      'a setting Storm reads elsewhere',
      edited('topology.max.spout.pending: 100', 'executor.metrics.frequency.secs: 10'),
      'mine.yaml: topology.settings.executor.metrics.frequency.secs: Storm reads it on the supervisors only; expected under cluster.settings',
    ],
    [
      'a setting of the wrong type',
      edited('pending: 100', 'pending: many'),
      'mine.yaml: topology.settings.topology.max.spout.pending: expected number, received string',
    ],
    [
      'a name that no object can keep',
      edited('components:\n', 'components:\n    __proto__: { kind: spout, executors: 1 }\n'),
      'mine.yaml: topology.components.__proto__: nothing can be called __proto__; expected another name',
    ],
    [
      'a stream to what every object has',
      edited('to: split', 'to: constructor'),
      'mine.yaml: topology.streams.0.to: no component "constructor"; expected one of text, split, count, top',
    ],
    ...(
      [
        ['step', '{ kind: step, steps: [{ atMinute: 1450, perSecond: 5 }] }', 'steps.0.atMinute'],
        [
          'ramp',
          '{ kind: ramp, fromPerSecond: 1, toPerSecond: 2, startMinute: 1450, overMinutes: 5 }',
          'startMinute',
        ],
        [
          'flash',
          '{ kind: flash, basePerSecond: 1, factor: 4, atMinute: 1450, riseMinutes: 1, holdMinutes: 1, fallMinutes: 1 }',
          'atMinute',
        ],
        [
          'burst',
          '{ kind: daily, meanPerSecond: 5, amplitude: 0.4, burst: { atMinute: 1450, minutes: 5, factor: 2 } }',
          'burst.atMinute',
        ],
      ] as const
    ).map(([name, load, place]) => [
      `a ${name} after the end`,
      edited('{ kind: constant, meanPerSecond: 2300 }', load),
      `mine.yaml: load.text.${place}: the scenario ends at minute 1440; expected one before`,
    ]),
    ['an empty file', '', 'mine.yaml: the document: expected object, received null'],
  ])('for %s', (_, text, message) => {
    const error = refusal(text);
    expect(error.code).toBe('TRIMTAB_E_CONFIG');
    expect(error.message).toBe(message);
  });

  it('when it is no YAML, or not there', async () => {
    expect(refusal('a: [').code).toBe('TRIMTAB_E_CONFIG_FILE');
    await expect(loadScenario('/no/such/scenario.yaml')).rejects.toMatchObject({
      code: 'TRIMTAB_E_CONFIG_FILE',
    });
  });
});

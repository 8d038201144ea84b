// The recommended files of both engines: every setting is explained, is one that may be set, and can be rewritten in place.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clusterWideAdvice, setValue, type Target } from '../../../src/change/index.js';
import { knobCatalogue, unfitFor } from '../../../src/knobs/index.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = [
  'storm-conf/storm.yaml',
  'storm-conf/wordcount.flux.yaml',
  ...readdirSync(join(root, 'heron-conf'))
    // Which metrics pass is no setting; test/agent/doctor/heron-queues.test.ts has it.
    .filter((n) => n !== 'metrics_sinks.yaml')
    .map((n) => `heron-conf/${n}`),
];
const text = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Component {
  readonly id: string;
  readonly parallelism: number;
  readonly numTasks?: number;
}
interface Flux {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly spouts?: readonly Component[];
  readonly bolts?: readonly Component[];
}

function settingsOf(name: string): Readonly<Record<string, unknown>> {
  const all = parse(text(name)) as Flux & Readonly<Record<string, unknown>>;
  return all.config ?? all;
}

describe.each(files)('%s', (name) => {
  it('explains each setting in the line before it', () => {
    const lines = text(name).split('\n');
    const explained = /^\s*#\s+[A-Z].*[.:]$|^\s*#\s+[A-Z].*[a-z%)]$/;
    const settings = lines.flatMap((line, i) =>
      /^\s*(?:[a-z]+(?:\.[a-zA-Z_]+)+|parallelism|numTasks):/.test(line) ? [[line, lines[i - 1] ?? '']] : [],
    );
    expect(settings.length).toBeGreaterThan(1);
    expect(settings.filter(([, above = '']) => !explained.test(above))).toEqual([]);
  });

  it('has values that its knobs may have', () => {
    for (const knob of knobCatalogue) {
      const value = settingsOf(name)[knob.name];
      if (value !== undefined) expect(`${knob.name}: ${unfitFor(knob, value)}`).toBe(`${knob.name}: null`);
    }
  });

  it('can be rewritten in place: every number, one by one', () => {
    const numbers = Object.entries(settingsOf(name)).filter(([, value]) => typeof value === 'number');
    const targets: Target[] = numbers.map(([key]) => ({ kind: 'setting', key }));
    const { spouts = [], bolts = [] } = parse(text(name)) as Flux;
    for (const { id } of [...spouts, ...bolts])
      targets.push({ kind: 'component', component: id, field: 'parallelism' });
    for (const target of targets) {
      const edited = setValue(name, text(name), target, 7777)?.text ?? '';
      const [before, after] = [text(name).split('\n'), edited.split('\n')];
      const differing = before.flatMap((line, i) =>
        line === after[i] ? [] : [line.replace(/[\d.]+$/, '7777') === after[i]],
      );
      expect(differing).toEqual([true]);
    }
    expect(targets.length + (name.endsWith('packing.yaml') ? 1 : 0)).toBeGreaterThan(0);
  });
});

it('the recommended storm.yaml leaves nothing to advise', () => {
  const settings = settingsOf('storm-conf/storm.yaml');
  expect(clusterWideAdvice({ generation: 'storm-2.x', slotsFree: 1, settings })).toEqual([]);
});

it('batches fit their buffers, and tasks leave head-room', () => {
  const config = settingsOf('storm-conf/wordcount.flux.yaml') as Readonly<Record<string, number>>;
  expect(config['topology.transfer.batch.size']).toBeLessThanOrEqual(
    (config['topology.transfer.buffer.size'] ?? 0) / 2,
  );
  expect(config['topology.producer.batch.size']).toBeLessThanOrEqual(
    (config['topology.executor.receive.buffer.size'] ?? 0) / 2,
  );
  const { spouts = [], bolts = [] } = parse(text('storm-conf/wordcount.flux.yaml')) as Flux;
  for (const { parallelism, numTasks = 0 } of [...spouts, ...bolts])
    expect(numTasks).toBeGreaterThanOrEqual(4 * parallelism);
});

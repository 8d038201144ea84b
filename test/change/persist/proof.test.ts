// The proof of an edit: a text in which anything else differs is refused, whatever made it.
import { describe, expect, it } from 'vitest';
import { asNumber, parseFile, proven } from '../../../src/change/persist/edit.js';
import type { Target } from '../../../src/change/persist/types.js';

const workers: Target = { kind: 'setting', key: 'topology.workers' };
const split: Target = { kind: 'component', component: 'split', field: 'parallelism' };

function prove(name: string, from: string, to: string, target: Target = workers): string {
  const before = parseFile(name, from);
  const slot = before.find(target);
  if (slot === undefined) throw new Error('no place');
  return proven(name, before, slot, target, to, (found) => asNumber(found) === 4);
}

const flat = 'topology.workers: 2\ntopology.debug: false\n';
const flux = `name: w
config: {topology.workers: 2}
spouts: [{id: text, className: a.Text, parallelism: 1}]
bolts: [{id: count, className: a.C, parallelism: 2}, {id: split, className: a.S, parallelism: 2}]
`;

describe('an edit is proven', () => {
  it.each([
    ['of the one value', 'a.yaml', flat, flat.replace('2', '4'), workers],
    ['with other spaces and comments', 'a.yaml', flat, `# more\n${flat.replace(': 2', ':    4')}`, workers],
    ['of a key that was missing', 'a.yaml', 'x: 1\n', 'x: 1\ntopology.workers: 4\n', workers],
    ['of a bolt', 'w.yaml', flux, flux.replace('a.S, parallelism: 2', 'a.S, parallelism: 4'), split],
    [
      'in a properties file',
      'a.properties',
      'topology.workers=2\nx=1\n',
      'topology.workers=4\nx=1\n',
      workers,
    ],
  ])('%s', (_, name, from, to, target) => {
    expect(prove(name, from, to, target)).toBe(to);
  });
});

describe('an edit is refused', () => {
  it.each([
    ['that has another value', 'a.yaml', flat, flat.replace('2', '5'), workers],
    ['that changed nothing', 'a.yaml', flat, flat, workers],
    ['with another value besides', 'a.yaml', flat, flat.replace('2', '4').replace('false', 'true'), workers],
    ['with a key more', 'a.yaml', flat, `${flat.replace('2', '4')}x: 1\n`, workers],
    ['with a key less', 'a.yaml', flat, 'topology.workers: 4\n', workers],
    ['with a document more', 'a.yaml', flat, `${flat.replace('2', '4')}---\nx: 1\n`, workers],
    ['of another bolt', 'w.yaml', flux, flux.replace('a.C, parallelism: 2', 'a.C, parallelism: 4'), split],
    ['of another bolt besides', 'w.yaml', flux, flux.replaceAll('parallelism: 2', 'parallelism: 4'), split],
    [
      'with text in place of a number',
      'a.yaml',
      'topology.workers: 2\nx: 1\n',
      'topology.workers: 4\nx: "1"\n',
      workers,
    ],
    [
      'in a properties file',
      'a.properties',
      'topology.workers=2\nx=1\n',
      'topology.workers=4\nx=2\n',
      workers,
    ],
  ])('%s', (_, name, from, to, target) => {
    expect(() => prove(name, from, to, target)).toThrow(/cannot be set without changing something else$/);
  });
});

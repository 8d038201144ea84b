// The printed commands can be pasted: a real shell reads back exactly the words that are meant.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf, stormCommands } from '../../src/change/index.js';

/** The words as sh sees them, of many command lines in one process; no word may be empty. */
function readByShell(commands: readonly string[]): string[][] {
  const script = commands.map((c) => `printf '%s\\0' ${c}; printf '\\0'`).join('\n');
  const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  return printed
    .split('\0\0')
    .slice(0, -1)
    .map((line) => line.split('\0'));
}

const nasty = fc.oneof(
  fc.constantFrom(
    'my topology',
    "it's",
    '"quoted"',
    '$HOME',
    '`id`',
    '$(id)',
    'a\nb',
    'a\\',
    '!!',
    '*',
    '~',
    '#x',
    'a;b',
    'a&b',
    'a|b',
    '>x',
    '{a,b}',
    'größe',
    '数え',
    '🌊',
    '-x',
    '--help',
  ),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom(' ', "'", '"', '$', '\\', '`', '\n', '\t', '!', '*', 'é', 'a'),
    minLength: 1,
  }),
);

describe('storm commands', () => {
  it('name workers by -n, executors by -e and settings by -t, in short flags', () => {
    const plan = planOf({ workers: 3, 'executors.split': 5, 'executors.count': 2 }, 30);
    expect(stormCommands('wordcount', plan)).toEqual([
      'storm rebalance wordcount -w 30 -n 3 -e split=5 -e count=2',
    ]);
  });

  it('put a topology called -x behind --, where it is no option', () => {
    expect(stormCommands('-x', planOf({ 'executors.split': 5 }, 30))).toEqual([
      'storm rebalance -w 30 -e split=5 -- -x',
    ]);
  });

  it('are read by a real shell as they are meant, for any names', () => {
    const cases = fc.sample(fc.tuple(nasty, nasty, fc.integer({ min: 1, max: 99 })), {
      numRuns: 300,
      seed: 7,
    });
    const commands = cases.map(([topology, component, n]) => {
      const [command = ''] = stormCommands(topology, planOf({ [`executors.${component}`]: n }, 5));
      return command;
    });
    const meant = cases.map(([topology, component, n]) => {
      const options = ['-w', '5', '-e', `${component}=${n}`];
      return topology.startsWith('-')
        ? ['storm', 'rebalance', ...options, '--', topology]
        : ['storm', 'rebalance', topology, ...options];
    });
    expect(readByShell(commands)).toEqual(meant);
  });

  it('hand settings over as the JSON that Storm parses', () => {
    const settings = { 'topology.max.spout.pending': 500, 'topology.transfer.batch.size': 10 };
    const [words] = readByShell(stormCommands('wordcount', planOf(settings, 5)));
    expect(JSON.parse(words?.at(-1) ?? '')).toEqual(settings);
    expect(words?.at(-2)).toBe('-t');
  });
});

// What the texts of single commands say, from made-up results: who was asked, who is told to lead, and what makes no difference.
import { describe, expect, it } from 'vitest';
import type { Replayed } from '../../src/agent/index.js';
import type { JournalLine } from '../../src/audit/index.js';
import { pastLines } from '../../src/cli/explain-past-text.js';
import { replayText } from '../../src/cli/replay-text.js';
import { suggestionText } from '../../src/cli/suggest-text.js';
import type { Explanation } from '../../src/explain/index.js';

describe('audit replay says of the fallback', () => {
  const then = { version: '0.1.0', sha256: 'a'.repeat(64), node: 'v20.20.2' };
  const replayed: Replayed = {
    id: 'd1',
    identical: true,
    differences: [],
    policy: { name: 'twin-greedy', model: null },
    fallback: { name: 'ds2', model: null },
    code: { then, now: then, same: true },
    action: 'hold',
    answers: 3,
    windows: 0,
  };
  const said = (guards: readonly string[]): string => {
    const reasons = guards.map((guard) => ({ guard, answer: 'pass', code: 'X', margin: null, text: '' }));
    const line: JournalLine = {
      seq: 1,
      at: '2026-11-26T03:05:57.801Z',
      kind: 'decided',
      id: 'd1',
      topology: null,
      prev: '',
      hash: '',
      reasons,
    };
    return replayText(line, replayed);
  };

  it('that it was not asked', () => {
    expect(said(['policy', 'gain'])).toContain('policy     twin-greedy (fallback ds2, not asked)\n');
  });

  it('that it was, where the policy was out of its depth', () => {
    expect(said(['confidence', 'policy'])).toContain(
      'policy     twin-greedy (fallback ds2, which was asked)\n',
    );
  });
});

it.each([
  ['storm', 'leader'],
  ['heron', 'API server'],
])('suggest says of %s what its host is: the %s', (engine, role) => {
  const cluster = { name: 'prod', engine, version: '1.2.3', leader: 'master-1' };
  const text = suggestionText({ schema: 'trimtab/suggestion/v1', at: '', cluster, topologies: [] });
  expect(text).toBe(`prod  ${engine} 1.2.3, ${role} master-1: no topology is running\n`);
});

it('explain --past says where nothing that was recorded makes a difference', () => {
  const as = (wanted: 'apply' | 'hold') => ({ for: wanted, worth: 10.31, inputs: [], nearest: null });
  const lines = pastLines({
    typical: [as('apply'), as('hold')],
    past: null,
    subject: null,
  } as unknown as Explanation);
  expect(lines).toEqual([
    '',
    'nothing that was recorded of this topology makes a difference: the change would be worth 10.3 all the same',
  ]);
});

// What the texts of single commands say, from made-up results: who was asked, who is told to lead, and what makes no difference.
import { describe, expect, it } from 'vitest';
import type { Replayed, Suggestion } from '../../src/agent/index.js';
import type { JournalLine } from '../../src/audit/index.js';
import { pendingText } from '../../src/cli/approval/pending-text.js';
import { replayText } from '../../src/cli/audit/replay-text.js';
import type { DriftDocument } from '../../src/cli/drift/document.js';
import { driftText } from '../../src/cli/drift/text.js';
import { pastLines } from '../../src/cli/explain/past-text.js';
import { explanationText } from '../../src/cli/explain/text.js';
import { suggestionText } from '../../src/cli/suggest/text.js';
import type { Explanation } from '../../src/explain/index.js';
import { pendingChange } from './pending-change.js';

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

describe('suggest', () => {
  /** As it is printed, with what a test is about. */
  const printed = (own: { utility: number; samples: number; restartsSeen: number }): string => {
    const price = {
      restarts: 1,
      pauseSeconds: 35,
      catchUpSeconds: null,
      breakEvenSeconds: null,
      restartsSeen: own.restartsSeen,
    };
    const topology = {
      name: 'words',
      id: 'words-1-1',
      window: { source: 'samples', seconds: 60, samples: own.samples },
      components: [],
      throughputPerSecond: 900,
      completeLatencyMs: 20,
      utility: own.utility,
      predicted: null,
      external: null,
      price,
      decision: { action: 'apply', policy: 'ds2', reasons: [] },
      commands: [],
      advice: [],
    };
    const cluster = { name: 'prod', engine: 'storm', version: '2.8.3', leader: null };
    return suggestionText({ cluster, topologies: [topology] } as unknown as Suggestion);
  };

  it('counts one as one', () => {
    const text = printed({ utility: 0.2, samples: 1, restartsSeen: 1 });
    expect(text).toContain('(window 1 min, 1 sample)');
    expect(text).toContain('(pause: by the last restart here)');
    const more = printed({ utility: 0.2, samples: 2, restartsSeen: 3 });
    expect(more).toContain('2 samples)');
    expect(more).toContain('(pause: by the last 3 restarts here)');
  });

  it('writes a utility with a true minus sign, and none before zero', () => {
    expect(printed({ utility: -0.31, samples: 2, restartsSeen: 0 })).toContain('utility −0.31 (');
    expect(printed({ utility: -0.001, samples: 2, restartsSeen: 0 })).toContain('utility 0.00 (');
  });
});

it.each([
  ['twin-greedy', 'best of all', 'twin-greedy: best of all'],
  [
    'dqn',
    'dqn is out of its depth (its networks do not agree); twin-greedy decides: best of all',
    'dqn is out of its depth (its networks do not agree); twin-greedy decides: best of all',
  ],
])('pending says who wants the change of %s, because %s', (policy, text, why) => {
  const entries = [{ ...pendingChange, policy, text, status: 'pending' }];
  const document = { agent: null, stateDir: '/state', entries, trust: [], damaged: [] };
  const lines = pendingText(document as unknown as Parameters<typeof pendingText>[0]).split('\n');
  expect(lines).toContain(`  why        ${why}`);
});

describe('drift says when it will know the usual loads', () => {
  const after = (hoursToKnowLoads: number): string => {
    const topology = {
      cluster: 'prod',
      told: 'words',
      verdict: 'steady',
      at: null,
      engine: 'storm',
      known: { windows: 12, compared: ['load'], learning: [], hoursToKnowLoads, cannotTell: null },
      drifts: [],
      novelty: null,
      predictions: '',
      recommendation: null,
    };
    const document = { stateDir: '/state', damaged: [], topologies: [topology] };
    return driftText(document as unknown as DriftDocument, 0);
  };

  it.each([
    [22.6, 'after 23 more hours\n'],
    [1, 'after 1 more hour\n'],
    [0.2, 'after 1 more hour\n'],
  ])('%d h', (hours, words) => {
    expect(after(hours)).toContain(`unusual loads are told ${words}`);
  });
});

it('explain shows a worth next to nothing as 0.00, without a sign', () => {
  const input = { name: 'load', actual: 1, atReference: 2, unit: 'tuples/s', contribution: 0.01 };
  const text = explanationText({
    topology: {},
    paragraph: '',
    notSaid: [],
    attribution: {
      inputs: [input],
      worth: -0.002,
      worthAtReference: -0.012,
      groups: {},
      completenessError: 0,
    },
    masking: null,
    whatIf: null,
    typical: null,
    past: null,
    subject: null,
  } as unknown as Explanation);
  expect(text).toContain('worth 0.00 here, −0.01 at the reference state');
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

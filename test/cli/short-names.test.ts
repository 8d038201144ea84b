// Long names in the tables that people read: cut in the middle, still told apart, and whole where they are copied from.
import { describe, expect, it } from 'vitest';
import type { RollbackPlan, Suggestion } from '../../src/agent/index.js';
import { rollbackText } from '../../src/cli/rollback/text.js';
import { shortNames } from '../../src/cli/shared/short-names.js';
import { suggestionText } from '../../src/cli/suggest/text.js';
import { topology } from '../builders.js';

const long = `parse-${'x'.repeat(190)}-bolt`;
const inMiddle = `parse-${'x'.repeat(14)}…${'x'.repeat(14)}-bolt`;
const command = `storm rebalance words -e ${long}=3`;

describe('a name', () => {
  it('of up to forty characters is whole, as a terminal counts them', () => {
    const names = ['split', 'x'.repeat(40), '𝛂'.repeat(40)];
    expect(shortNames(names)).toEqual(names);
  });

  it('that is longer is cut in its middle to forty', () => {
    expect(shortNames([long, 'split'])).toEqual([inMiddle, 'split']);
    expect(inMiddle).toHaveLength(40);
    expect([...(shortNames(['𝛂'.repeat(200)])[0] ?? '')]).toHaveLength(40);
  });

  it('that would look like another one is cut less, and no others are', () => {
    const alike = ['a', 'b'].map((one) => `${'x'.repeat(30)}${one}${'y'.repeat(169)}`);
    const shown = shortNames([...alike, long]);
    expect(new Set(shown).size).toBe(3);
    expect(shown.map(({ length }) => length)).toEqual([80, 80, 40]);
    const onlyWhole = ['a', 'b'].map((one) => `${'x'.repeat(100)}${one}${'y'.repeat(100)}`);
    expect(shortNames(onlyWhole)).toEqual(onlyWhole);
    expect(shortNames([long, long])).toEqual([inMiddle, inMiddle]);
  });
});

function suggestionFor(engine: 'storm' | 'heron'): Suggestion {
  const component = {
    kind: 'bolt',
    executors: 2,
    tasks: 4,
    inputPerSecond: 10,
    outputPerSecond: 10,
    utilisation: 0.5,
    executeLatencyMs: 1,
    processLatencyMs: 1,
    skew: null,
    queueFill: null,
    lastError: null,
  } as const;
  const unknown = {
    window: null,
    throughputPerSecond: null,
    completeLatencyMs: null,
    queueingMs: null,
    failedPerSecond: null,
    pendingUse: null,
    external: null,
    utility: null,
    current: null,
    predicted: null,
    price: null,
  };
  const one = {
    ...unknown,
    name: 'words',
    id: 'words-1-1700000000',
    components: [long, 'split'].map((name) => ({ ...component, name })),
    bottleneck: long,
    proposed: { [`executors.${long}`]: 3, [`parallelism.${long}`]: 3 },
    decision: { action: 'apply', policy: 'ds2', id: 'd1', reasons: [] },
    commands: [command],
    advice: [],
  } as const;
  const cluster = { name: 'prod', engine, version: '2.8.3', leader: null };
  return {
    schema: 'trimtab/suggestion/v1',
    at: '2026-11-22T12:00:00.000Z',
    cluster,
    topologies: [one],
  };
}

describe('a component with a long name', () => {
  it.each(['storm', 'heron'] as const)('does not pad the others in the table of suggest on %s', (engine) => {
    const lines = suggestionText(suggestionFor(engine)).split('\n');
    const rows = lines.filter((line) => /COMPONENT|parse-x.* bolt |split/.test(line));
    expect(rows).toHaveLength(3);
    expect(Math.max(...rows.map(({ length }) => length))).toBeLessThan(125);
    expect(rows[1]).toMatch(new RegExp(`^ {2}${inMiddle} {2}bolt {2}2 → 3 .*← bottleneck$`));
    expect(lines).toContain(`  command    ${command}`);
  });

  it('does not pad the others in the table of rollback', () => {
    const knob = { before: 2, after: 3, now: 3, answer: 'restore' } as const;
    const plan = {
      change: { id: 'd1', at: '2026-11-22T12:00:00.000Z', topology, isUnderWay: false },
      knobs: [
        { ...knob, knob: `executors.${long}` },
        { ...knob, knob: 'workers' },
      ],
      commands: [command],
      reasons: [],
    } as unknown as RollbackPlan;
    const lines = rollbackText(plan, false).split('\n');
    expect(lines[1]).toBe(
      `  executors.parse-${'x'.repeat(4)}…${'x'.repeat(14)}-bolt  2 → 3  now 3  goes back to 2`,
    );
    expect(lines[2]).toBe(`  ${'workers'.padEnd(40)}  2 → 3  now 3  goes back to 2`);
    expect(lines[3]).toContain(command);
  });
});

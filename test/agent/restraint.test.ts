// What keeps an agent from acting: its own last change, a failure, another change of the cluster, a leader elsewhere.
import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/clusters/index.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { always, proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
describe('the cool-down', () => {
  it('keeps a topology from a second change for its time, from when the first was steady', async () => {
    await start({ settings: { coolDownSeconds: 900, policy: always(5) } });
    await acting.until('applied');
    const steadyAt = acting.agent.memory.change?.steadyAtSeconds ?? 0;
    acting.options = { settings: { coolDownSeconds: 900, policy: always(8) } };
    await acting.until('intended', 30);
    const waited = (acting.calls[1]?.atSeconds ?? 0) - steadyAt;
    expect(waited).toBeGreaterThanOrEqual(900);
    expect(waited).toBeLessThan(960);
    const held = acting.story().filter((line) => line === 'decided COOL_DOWN');
    expect(held.length).toBeGreaterThan(8);
  });

  it('says how much of it is left', async () => {
    await start({ settings: { policy: always(5) } });
    await acting.until('applied');
    acting.options = { settings: { policy: always(8) } };
    await acting.until('verified');
    const [answer] = acting
      .lines('decided')
      .flatMap((line) => line['reasons'] as { guard: string; code: string; margin: number; text: string }[])
      .filter((r) => r.code === 'COOL_DOWN');
    expect(answer?.guard).toBe('cool-down');
    expect(answer?.margin).toBeLessThan(0);
    expect(answer?.margin).toBeGreaterThan(-1);
    expect(answer?.text).toMatch(/^its last change was .* ago; the cool-down is 10 min$/);
  });
});

describe('the budget', () => {
  it('counts changes, not their steps, and those of the last hour', async () => {
    const topology = () => ({ mode: 'auto', budgets: { changesPerHour: 2, changesPerDay: 8 } }) as const;
    const soon = { coolDownSeconds: 60 };
    const twoSteps = proposing({ 'executors.split': 3, 'topology.max.spout.pending': 110 });
    await start({ settings: { ...soon, policy: twoSteps }, topology });
    await acting.until('verified');
    const first = Date.parse(acting.lines('intended')[0]?.at ?? '');
    acting.options = { settings: { ...soon, policy: always(5) }, topology };
    await acting.until('verified');
    acting.options = { settings: { ...soon, policy: always(8) }, topology };
    await acting.until('decided');
    expect(acting.story().at(-1)).toBe('decided BUDGET_SPENT');
    acting.pass(3500 - (acting.clock.now() - first) / 1000);
    const third = Date.parse((await acting.until('intended')).at);
    expect(acting.calls).toHaveLength(4);
    expect((third - first) / 1000).toBeGreaterThanOrEqual(3600);
    expect((third - first) / 1000).toBeLessThan(3720);
  });
});

describe('one change at a time', () => {
  const [first, second] = [topWords(), { ...topWords(), name: 'other' }];

  it('the next topology waits until the outcome of the last change is known', async () => {
    await start({ scenarios: [first, second] });
    await acting.until('verified');
    const verifiedAt = Date.parse(acting.lines('verified')[0]?.at ?? '');
    const next = acting.lines('intended')[1] ?? (await acting.until('intended'));
    expect(Date.parse(next.at)).toBeGreaterThanOrEqual(verifiedAt);
    expect(acting.calls.map((c) => c.topology)).toEqual(['top-words', 'other']);
    const under = JSON.stringify(acting.lines('decided'));
    expect(under).toContain('CHANGE_UNDER_WAY');
    expect(under).toContain('(top-words) is not known yet');
  });

  it('of several due in one tick the one with the higher priority goes first', async () => {
    await start({
      scenarios: [first, second],
      topology: (name) => ({ priority: name === 'other' ? 10 : 0 }),
    });
    await acting.ticks(4);
    expect(acting.calls.map((c) => c.topology)).toEqual(['other']);
  });

  it('with the same priority, the one that gains more per restart', async () => {
    // The same executors and a setting more: little more gain, twice the restarts.
    const twice = { 'executors.split': 8, 'topology.max.spout.pending': 110 };
    const policy = proposing(twice, { 'executors.split': 8 });
    await start({ scenarios: [first, second], settings: { policy } });
    await acting.ticks(4);
    expect(
      acting
        .lines('decided')
        .slice(0, 2)
        .map((l) => l['action']),
    ).toEqual(['apply', 'apply']);
    expect(acting.lines('intended')[0]?.topology?.name).toBe('other');
  });

  it('priority comes before gain', async () => {
    const policy = proposing({ 'executors.split': 3 }, { 'executors.split': 8 });
    const topology = (name: string) => ({ priority: name === 'top-words' ? 1 : 0 });
    await start({ scenarios: [first, second], settings: { policy }, topology });
    await acting.ticks(4);
    expect(acting.calls[0]).toMatchObject({ topology: 'top-words', change: { executors: { split: 3 } } });
  });
});

describe('a decision that is dropped before its call', () => {
  it('lets the others go first at the next look: a topology with a silent acker does not keep them from theirs', async () => {
    const topology = (name: string) => ({ priority: name === 'top-words' ? 1 : 0 });
    const silentAcker = (one: Snapshot): Snapshot => ({
      ...one,
      components: one.components.map((c) => (c.kind === 'system' ? { ...c, missingTasks: 1 } : c)),
    });
    await start({
      scenarios: [topWords(), { ...topWords(), name: 'other' }],
      topology,
      between: (cluster) => ({
        ...cluster,
        snapshot: async (ref, span, signal) => {
          const seen = await cluster.snapshot(ref, span, signal);
          return ref.name === 'top-words' ? silentAcker(seen) : seen;
        },
      }),
    });
    await acting.ticks(6);
    const dropped = acting.lines('superseded');
    expect(dropped[0]).toMatchObject({ code: 'EXECUTORS_MISSING', topology: { name: 'top-words' } });
    expect(acting.calls.map((c) => c.topology)).toEqual(['other']);
  });
});

describe('beside the leader', () => {
  it('an agent elsewhere decides, and leaves it to the one on the leader’s host', async () => {
    await start({ isHere: () => false });
    await acting.ticks(5);
    expect(acting.calls).toEqual([]);
    expect(acting.story().slice(2)).toEqual(Array(3).fill('decided NOT_BESIDE_LEADER'));
    expect(JSON.stringify(acting.lines('decided')[0])).toContain('the leader is 127.0.0.1, not this machine');
  });

  it('any acts from anywhere', async () => {
    await start({ isHere: () => false, settings: { beside: 'any' } });
    await acting.ticks(3);
    expect(acting.calls).toHaveLength(1);
  });

  it('takes over when the leader comes to its host', async () => {
    let here = false;
    await start({ isHere: () => here });
    await acting.ticks(4);
    here = true;
    await acting.ticks(1);
    expect(acting.calls).toHaveLength(1);
  });
});

describe('a blackout', () => {
  const now = [{ cron: '* * * * *', for: 3600 }];
  const twoSteps = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });

  it('that begins between two steps keeps the second one from being sent', async () => {
    let blackout: typeof now = [];
    await start({ settings: { policy: twoSteps }, topology: () => ({ mode: 'auto', blackout }) });
    acting.on('intended', () => {
      blackout = now;
    });
    expect(await acting.until('superseded')).toMatchObject({
      code: 'BLACKOUT',
      sent: true,
      text: expect.stringMatching(/^a blackout .* the rest of the plan is not sent$/) as string,
    });
    expect(acting.calls).toHaveLength(1);
  });

  it('that begins after a change leaves it to be undone where it turned out bad', async () => {
    let blackout: typeof now = [];
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    const settings = { policy: proposing({ 'executors.split': 8 }) };
    await start({ scenarios: [crowded], settings, topology: () => ({ mode: 'auto', blackout }) });
    await acting.until('applied');
    blackout = now;
    expect(await acting.until('reverted')).toMatchObject({ id: 'd1' });
    expect(acting.executors('split')).toBe(2);
  });
});

// What an agent does to a cluster in its ordinary course, told by its journal and by what reaches Nimbus.
import { afterEach, describe, expect, it } from 'vitest';
import { carryOut } from '../../src/agent/act/carry-out.js';
import { changeOf, decideEach } from '../../src/agent/decide/each.js';
import { observe } from '../../src/agent/look/observe.js';
import { tick } from '../../src/agent/tick.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { ds2, proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
const advice = (): unknown[] => acting.lines('decided')[0]?.['advice'] as unknown[];

describe('a starved bolt', () => {
  it.each(['ui', 'nimbus'] as const)(
    'is given executors, the outcome is measured and the topology left alone, through the %s',
    async (through) => {
      await start({ through });
      await acting.ticks(10);
      expect(acting.story()).toMatchInlineSnapshot(`
        [
          "observed FIRST_SEEN",
          "observed WINDOW_NOT_FULL",
          "decided APPLY",
          "intended 1 of 1",
          "applied",
          "observed WINDOW_NOT_FULL",
          "verified AS_PROMISED",
          "decided COOL_DOWN",
          "decided NO_GAIN",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
        ]
      `);
      expect(acting.calls).toMatchObject([{ change: { executors: { split: 8 } } }]);
      expect(acting.executors('split')).toBe(8);
      expect(acting.lines('verified')).toMatchObject([
        {
          inBand: { throughput: true },
          changes: { 'executors.split': { from: 2, to: 8 } },
          trust: { outcomes: 1, inBand: 1 },
          findings: [],
        },
      ]);
    },
  );

  it('every line of the change has its id, its topology and its cluster', async () => {
    await start();
    await acting.until('verified');
    const lines = acting.lines('decided', 'intended', 'applied', 'verified').slice(0, 4);
    expect(lines.map(({ id }) => id)).toEqual(['d1', 'd1', 'd1', 'd1']);
    const topology = { cluster: 'prod', name: 'top-words', id: acting.topologyId };
    for (const line of lines) expect(line.topology).toEqual(topology);
  });

  it('the intent is on disk before the call, with all that is needed to judge or undo it', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    let written = 0;
    acting.asCallArrives(() => {
      written = acting.lines('intended').length;
    });
    const intended = await acting.until('intended');
    expect(written).toBe(1);
    expect(intended).toMatchObject({
      step: 1,
      of: 1,
      changes: { 'executors.split': { from: 2, to: 6 } },
      before: { throughputPerSecond: expect.closeTo(955, -1.7), pendingLimit: 800 },
      predicted: { throughputPerSecond: { mean: expect.any(Number), low: expect.any(Number) } },
      operation: { kind: 'rebalance-assignment', executors: { split: 6 } },
      leader: '127.0.0.1',
      slots: ['n1:6700'],
    });
  });

  it('is called about within a second of the decision', async () => {
    await start();
    expect(Number((await acting.until('applied'))['decisionToCallMs'])).toBeLessThan(1000);
  });
});

describe('a plan with assignment and configuration', () => {
  const both = { 'executors.split': 6, 'topology.max.spout.pending': 200 };

  it('is two rebalances, never one, each intended, the second only when the first is steady', async () => {
    await start({ settings: { policy: proposing(both) } });
    await acting.until('verified');
    expect(acting.calls.map(({ change }) => change)).toEqual([
      { executors: { split: 6 } },
      { settings: { 'topology.max.spout.pending': 200 } },
    ]);
    expect(acting.story().filter((line) => /intended|applied/.test(line))).toEqual([
      'intended 1 of 2',
      'applied',
      'intended 2 of 2',
      'applied',
    ]);
    const [first, second] = acting.lines('applied');
    expect((acting.calls[1]?.atSeconds ?? 0) - (acting.calls[0]?.atSeconds ?? 0)).toBeGreaterThanOrEqual(
      Number(first?.['seconds']),
    );
    expect(Number(second?.['seconds'])).toBeGreaterThan(10);
    expect(acting.world.truth()?.settings['topology.max.spout.pending']).toBe(200);
  });

  it('both steps say what the whole change is, so that either is enough to judge it', async () => {
    await start({ settings: { policy: proposing(both) } });
    await acting.until('applied');
    for (const line of acting.lines('intended')) {
      expect(line['changes']).toEqual({
        'executors.split': { from: 2, to: 6 },
        'topology.max.spout.pending': { from: 100, to: 200 },
      });
    }
  });
});

describe('nothing to do', () => {
  it('a step that an operator has done himself meanwhile is not sent', async () => {
    const both = { 'executors.split': 6, 'topology.max.spout.pending': 200 };
    await start({ settings: { policy: proposing(both) } });
    acting.on('intended', () =>
      acting.in(15, () => {
        acting.world.rebalance(acting.topologyId, 0, { settings: { 'topology.max.spout.pending': 200 } });
      }),
    );
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.lines('intended')).toHaveLength(1);
    expect(acting.calls.filter(({ waitSeconds }) => waitSeconds > 0)).toHaveLength(1);
  });

  it('a decision that is in force already is not sent: carried out twice, it is one call', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    await acting.ticks(2);
    const { agent } = acting;
    const info = await agent.cluster.info(agent.signal);
    const [decision] = await decideEach(agent, info, await observe(agent, info));
    if (decision === undefined) throw new Error('nothing was decided');
    await carryOut(agent, info, changeOf(decision));
    await carryOut(agent, info, changeOf(decision));
    expect(acting.calls).toHaveLength(1);
    expect(acting.story().slice(-3)).toEqual(['intended 1 of 1', 'applied', 'superseded NOTHING_TO_DO']);
    expect(acting.journal.at(-1)).toMatchObject({ sent: false });
  });
});

describe('ackers', () => {
  const settings = { 'topology.max.spout.pending': 100, 'topology.acker.executors': 4 };
  const withAckers = { ...topWords(), topology: { ...topWords().topology, settings } };

  it('are given executors like a bolt, within their tasks', async () => {
    const policy = proposing({ 'executors.split': 6, 'executors.__acker': 2 });
    await start({ scenarios: [withAckers], settings: { policy } });
    await acting.until('verified');
    expect(acting.calls).toMatchObject([{ change: { executors: { split: 6, __acker: 2 } } }]);
    expect(acting.executors('__acker')).toBe(2);
  });

  it('beyond their tasks there is only advice: a new submission', async () => {
    const policy = proposing({ 'executors.split': 6, 'executors.__acker': 8 });
    await start({ scenarios: [withAckers], settings: { policy } });
    await acting.until('applied');
    expect(acting.calls).toMatchObject([{ change: { executors: { split: 6 } } }]);
    expect(acting.executors('__acker')).toBe(4);
    expect(advice()).toMatchObject([{ knob: 'topology.acker.executors', from: 4, to: 8, needs: 'resubmit' }]);
  });
});

describe('modes', () => {
  it('suggest decides and prints the commands, and sends nothing', async () => {
    await start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(6);
    expect(acting.calls).toEqual([]);
    expect(acting.lines('intended', 'applied')).toEqual([]);
    expect(acting.lines('decided').at(-1)).toMatchObject({
      mode: 'suggest',
      action: 'apply',
      commands: ['storm rebalance top-words -w 2 -e split=8'],
    });
  });

  it('approve sends nothing by itself', async () => {
    await start({ topology: () => ({ mode: 'approve' }) });
    await acting.ticks(6);
    expect(acting.calls).toEqual([]);
    expect(acting.lines('intended')).toEqual([]);
  });

  it('observe measures and decides nothing', async () => {
    await start({ topology: () => ({ mode: 'observe' }) });
    await acting.ticks(6);
    expect(acting.calls).toEqual([]);
    expect(acting.lines('decided')).toEqual([]);
    expect(acting.lines('evaluated').length).toBeGreaterThan(2);
  });

  it('auto on one topology leaves the other, in suggest, alone', async () => {
    const other = { ...topWords(), name: 'other' };
    await start({
      scenarios: [other, topWords()],
      topology: (name) => ({ mode: name === 'other' ? 'suggest' : 'auto' }),
    });
    await acting.until('verified');
    expect(acting.calls.map((c) => c.topology)).toEqual(['top-words']);
  });

  it('a mode that is changed while it runs holds from the next look on', async () => {
    await start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(5);
    acting.options = { topology: () => ({ mode: 'auto' }), settings: { policy: ds2 } };
    await acting.ticks(1);
    expect(acting.calls).toHaveLength(1);
  });
});

describe('an agent without the lock of its cluster', () => {
  it('sends nothing, though the mode be auto: a reload has just made it so', async () => {
    await start();
    for (let i = 0; i < 5; i++) {
      await tick(acting.agent, false);
      acting.pass(60);
    }
    expect(acting.story()).toContain('decided APPLY');
    expect(acting.calls).toEqual([]);
  });
});

describe('the log line of a decision', () => {
  it('has keys that scripts can rely on', async () => {
    await start();
    await acting.until('applied');
    expect(acting.logs.find((l) => l.message === 'decision')).toMatchInlineSnapshot(
      { id: expect.any(String) },
      `
      {
        "action": "apply",
        "bottleneck": "split",
        "cluster": "prod",
        "code": "APPLY",
        "commands": [
          "storm rebalance top-words -w 2 -e split=8",
        ],
        "completeLatencyMs": 842.689,
        "id": Any<String>,
        "level": "info",
        "message": "decision",
        "mode": "auto",
        "policy": "ds2",
        "proposed": {
          "executors.split": 8,
        },
        "throughputPerSecond": 954.167,
        "topology": "top-words",
        "utility": 0,
      }
    `,
    );
  });
});

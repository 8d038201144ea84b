// Topologies and supervisors that change under the agent's hands: each case has its code and its next step, and one call at most.
import { afterEach, describe, expect, it } from 'vitest';
import { parseScenario, topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
const kill = (): void => void acting.world.kill(acting.topologyId, 0);
const deactivate = (): void => void acting.world.deactivate(acting.topologyId);

describe('a topology that is', () => {
  it('killed before the call: superseded, nothing sent', async () => {
    await start();
    acting.on('decided', kill);
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'KILLED', sent: false });
    await acting.ticks(3);
    expect(acting.calls).toEqual([]);
  });

  it('gone before the call: superseded, nothing sent', async () => {
    await start();
    acting.on('decided', () => acting.world.clear());
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'GONE', sent: false });
    await acting.ticks(3);
    expect(acting.calls).toEqual([]);
    expect(acting.agent.memory.change).toBeNull();
  });

  it('deactivated before the call: superseded, nothing sent', async () => {
    await start();
    acting.on('decided', deactivate);
    expect(await acting.until('superseded')).toMatchObject({ code: 'INACTIVE', sent: false });
    expect(acting.calls).toEqual([]);
  });

  it('submitted again before the call, under the same name: it is another one, nothing is sent to it', async () => {
    await start();
    acting.on('decided', () => acting.world.disturb('resubmit'));
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'GONE', sent: false });
    await acting.ticks(1);
    expect(acting.calls).toEqual([]);
    expect(acting.story()).toContain('observed GONE');
    expect(acting.story().filter((l) => l === 'observed FIRST_SEEN')).toHaveLength(2);
  });

  it('submitted again between the intent and the call: refused at the last moment, nothing sent', async () => {
    await start();
    acting.on('intended', () => acting.world.disturb('resubmit'));
    expect(await acting.until('failed')).toMatchObject({
      code: 'TRIMTAB_E_TOPOLOGY_GONE',
      sent: false,
      text: expect.stringMatching(/was submitted again as top-words-2-\d+; nothing was sent$/),
      next: expect.any(String),
    });
    expect(acting.calls).toEqual([]);
  });

  it('without one of its workers since the decision: nothing is sent', async () => {
    await start();
    acting.on('decided', () => acting.world.disturb('restart'));
    expect(await acting.until('superseded')).toMatchObject({ code: 'EXECUTORS_MISSING', sent: false });
    expect(acting.calls).toEqual([]);
  });

  it.each([
    ['killed', 'KILLED', kill, /^it (was killed meanwhile|is no longer on the cluster), .* after the call$/],
    ['deactivated', 'DEACTIVATED', deactivate, /^it was deactivated meanwhile, .* after the call$/],
    ['gone', 'KILLED', () => acting.world.clear(), /^it is no longer on the cluster, .* after the call$/],
    [
      'submitted again',
      'RESUBMITTED',
      () => acting.world.disturb('resubmit'),
      /^it was submitted again, as top-words-2-\d+, .* after the call$/,
    ],
  ] as const)('%s while the agent waits for its change: superseded %s', async (_, code, act, text) => {
    await start();
    acting.on('intended', () => acting.in(15, act));
    expect(await acting.until('superseded')).toMatchObject({
      id: 'd1',
      code,
      sent: true,
      text: expect.stringMatching(text),
    });
    await acting.ticks(2);
    expect(acting.calls).toHaveLength(1);
    expect(acting.agent.memory).toMatchObject({ change: null, inHand: null });
    expect(acting.lines('verified', 'failed', 'applied')).toEqual([]);
  });

  it('deactivated while the agent waits, and activated again: its own change is no override, and a cool-down has begun', async () => {
    await start();
    acting.on('intended', () => acting.in(15, deactivate));
    await acting.until('superseded');
    const { watches } = acting.agent.memory;
    expect(watches.get(acting.topologyId)?.changedAtSeconds).toBe(acting.elapsedSeconds - 60);
    acting.world.activate(acting.topologyId);
    await acting.ticks(6);
    expect(acting.executors('split')).toBe(8);
    expect(acting.lines('override-seen')).toEqual([]);
  });

  it('missing from the list before the call, though its page is there: superseded, nothing sent', async () => {
    let isMissing = false;
    await start({
      between: (cluster) => ({
        ...cluster,
        topologies: async (signal) => (isMissing ? [] : await cluster.topologies(signal)),
      }),
    });
    acting.on('decided', () => {
      isMissing = true;
    });
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'GONE', sent: false });
    expect(acting.calls).toEqual([]);
  });

  it('being rebalanced by somebody when the agent is about to: superseded, nothing sent', async () => {
    await start();
    acting.on(
      'decided',
      () => void acting.world.rebalance(acting.topologyId, 30, { executors: { split: 4 } }),
    );
    expect(await acting.until('superseded')).toMatchObject({ code: 'REBALANCING', sent: false });
    expect(acting.lines('intended')).toEqual([]);
    await acting.until('override-seen');
    expect(acting.calls).toHaveLength(1);
  });

  it('being rebalanced since the last look: refused, TRIMTAB_E_REBALANCING, and not tried again', async () => {
    await start();
    acting.on(
      'intended',
      () => void acting.world.rebalance(acting.topologyId, 30, { executors: { split: 4 } }),
    );
    expect(await acting.until('failed')).toMatchObject({
      code: 'TRIMTAB_E_REBALANCING',
      sent: false,
      next: 'Wait until it runs again.',
    });
    await acting.ticks(10);
    expect(acting.calls.map(({ change }) => change)).toEqual([{ executors: { split: 4 } }]);
    expect(acting.story()).toContain('override-seen');
  });
});

describe('supervisors and slots', () => {
  const twoHosts = () => {
    const nodes = ['n1', 'n2'].map((name) => ({ name, cores: 8, slots: 2, speed: 1 }));
    return { ...topWords(), cluster: { ...topWords().cluster, nodes } };
  };

  it('a supervisor that is lost in mid-change: SUPERVISOR_LOST, start it again', async () => {
    await start({ scenarios: [twoHosts()] });
    acting.on('intended', () => acting.in(3, () => acting.world.disturb('supervisor-down')));
    const failed = await acting.until('failed');
    expect(failed).toMatchObject({
      id: 'd1',
      stage: 'apply',
      code: 'SUPERVISOR_LOST',
      sent: true,
      text: expect.stringMatching(/^2 of 2 supervisors are gone, and /),
      next: expect.stringMatching(/^Start the supervisor again/),
    });
    await acting.ticks(5);
    expect(acting.calls).toHaveLength(1);
  });

  it('one that comes back in time: the change comes into force, and is verified', async () => {
    await start();
    acting.on('intended', () => {
      acting.in(3, () => acting.world.disturb('supervisor-down'));
      acting.in(150, () => acting.world.disturb('none'));
    });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.logs.map((l) => l['text'])).toContainEqual(
      expect.stringMatching(/^1 of 1 supervisors are gone/),
    );
    expect(acting.calls).toHaveLength(1);
  });

  it('workers that do not come up after the change: EXECUTORS_MISSING, and where to look', async () => {
    await start();
    acting.on('intended', () => acting.in(12, () => acting.world.disturb('crash-loop')));
    expect(await acting.until('failed')).toMatchObject({
      code: 'EXECUTORS_MISSING',
      sent: true,
      next: expect.stringMatching(/worker\.log and supervisor\.log/),
    });
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.failed).toMatchObject([{ directions: { 'executors.split': 'up' } }]);
    expect(acting.calls).toHaveLength(1);
  });

  it('no slot for it after the change: NO_WORKERS, free some', async () => {
    await start();
    acting.on('intended', () => acting.in(12, () => acting.world.disturb('no-workers')));
    expect(await acting.until('failed')).toMatchObject({
      code: 'NO_WORKERS',
      next: 'Free slots or start a supervisor; the topology takes them by itself. To go back: trimtab rollback d1.',
    });
    expect(acting.calls).toHaveLength(1);
  });

  it('statistics that freeze with the call: never steady, never young', async () => {
    await start();
    acting.on('intended', () => acting.world.disturb('frozen-statistics'));
    expect(await acting.until('failed')).toMatchObject({ id: 'd1', stage: 'apply' });
    expect(acting.lines('applied')).toEqual([]);
    expect(acting.calls).toHaveLength(1);
  });

  it('a first failure keeps the rest of the plan from being sent', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('intended', () => acting.in(12, () => acting.world.disturb('crash-loop')));
    await acting.until('failed');
    await acting.ticks(3);
    expect(acting.calls).toHaveLength(1);
    expect(acting.lines('intended')).toHaveLength(1);
  });
});

describe('odd clusters', () => {
  it('an empty one: looked at, nothing to say', async () => {
    await start();
    acting.world.clear();
    await acting.ticks(4);
    expect(acting.journal).toEqual([]);
    expect(acting.calls).toEqual([]);
  });

  it('names that a shell, a path or a pattern would stumble over', async () => {
    const odd = 'sp lit"$(x)\'`\\/{é';
    const text = `
schema: trimtab/scenario/v1
name: "-n=2;'\\"$HOME"
engine: storm
cluster: { nodes: [ { name: n1, cores: 8, slots: 4 } ] }
topology:
  components:
    '-e': { kind: spout, executors: 1, tasks: 8, cpuMicros: 20 }
    ${JSON.stringify(odd)}: { kind: bolt, executors: 2, tasks: 16, cpuMicros: 300, waitMicros: 1700 }
  streams: [ { from: '-e', to: ${JSON.stringify(odd)}, grouping: shuffle } ]
  settings: { topology.max.spout.pending: 100 }
load: { '-e': { kind: constant, meanPerSecond: 2300 } }
`;
    await start({ scenarios: [parseScenario(text, 'odd')] });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.calls).toHaveLength(1);
    expect(acting.executors(odd)).toBeGreaterThan(2);
    expect(acting.lines('decided')[0]?.['commands']).toMatchInlineSnapshot(`
      [
        "storm rebalance -w 2 -e 'sp lit"$(x)'\\''\`\\/{é=8' -- '-n=2;'\\''"$HOME'",
      ]
    `);
  });
});

// What an agent does to a Heron cluster through its API server, told by its journal and by the updates that are carried out.
import { afterEach, describe, expect, it } from 'vitest';
import { carryOutRollback, planRollback } from '../../src/agent/act/rollback.js';
import { emptyMemory } from '../../src/agent/context.js';
import { changesIn, chooseChange } from '../../src/agent/past/changes.js';
import { replayDecision } from '../../src/agent/replay/replay.js';
import { recordedPolicies } from '../../src/cli/audit/recorded-policies.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions, journalLines } from './acting.js';
import { asked, firstPending, pendingOf } from './asking.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());
const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start({ through: 'tracker', ...options });
};

describe('a starved bolt on Heron', () => {
  it.each(['fastapi', 'tornado'] as const)(
    'is given instances by one update, its outcome is measured and the topology left alone (%s)',
    async (generation) => {
      await start({ generation });
      await acting.ticks(14);
      expect(acting.story()).toMatchInlineSnapshot(`
        [
          "observed FIRST_SEEN",
          "observed WINDOW_NOT_FULL",
          "decided APPLY",
          "intended 1 of 1",
          "applied",
          "observed JUST_RESTARTED",
          "observed WINDOW_NOT_FULL",
          "verified AS_PROMISED",
          "decided COOL_DOWN",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
        ]
      `);
      expect(acting.calls).toMatchObject([{ change: { executors: { split: 8 } } }]);
      expect(acting.executors('split')).toBe(8);
      expect(acting.lines('verified')).toMatchObject([
        { changes: { 'parallelism.split': { from: 2, to: 8 } }, inBand: { throughput: true } },
      ]);
    },
  );
});

describe('what is posted', () => {
  it('is a dry run in JSON first, then the update, once, both by the repacking that keeps instances in place', async () => {
    await start();
    await acting.until('verified');
    const keeping = 'org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking';
    expect(acting.proxies.api.posted.map((body) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      {
        component_parallelism: 'split:8',
        'heron.class.repacking.algorithm': keeping,
        dry_run: 'true',
        dry_run_format: 'JSON',
      },
      { component_parallelism: 'split:8', 'heron.class.repacking.algorithm': keeping },
    ]);
  });

  it('is nothing in mode suggest, and the decision has the command', async () => {
    await start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(6);
    expect(acting.proxies.api.posted).toEqual([]);
    const commands = acting.lines('decided').at(-1)?.['commands'];
    expect(String(commands)).toMatch(
      /^heron update --service-url \S+ local\/heron\/default top-words --component-parallelism split:8$/,
    );
  });

  it('is no update where the dry run is answered with garbage', async () => {
    await start();
    const { api } = acting.proxies;
    api.fault = ({ body }) => (body.includes('ResourceCompliant') ? 'garbage' : null);
    expect(await acting.until('failed')).toMatchObject({ code: 'TRIMTAB_E_NOT_API_SERVER', sent: false });
    expect(acting.calls).toEqual([]);
  });
});

describe('containers beside an API server', () => {
  const both = { 'executors.split': 6, workers: 2 };
  const containers = (): number => acting.world.topologies()[0]?.workers.length ?? 0;

  it('go with the parallelism in one update: tried first, followed, journalled in Heron’s words, verified', async () => {
    await start({ settings: { policy: proposing(both) } });
    await acting.until('verified');
    const dealing = 'org.apache.heron.packing.roundrobin.RoundRobinPacking';
    const update = {
      component_parallelism: 'split:6',
      RUNTIME_MANAGER_CONTAINER_NUMBER_KEY: '2',
      'heron.class.repacking.algorithm': dealing,
    };
    expect(acting.proxies.api.posted.map((body) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { ...update, dry_run: 'true', dry_run_format: 'JSON' },
      update,
    ]);
    expect([containers(), acting.executors('split')]).toEqual([2, 6]);
    expect(acting.lines('intended')).toMatchObject([
      {
        changes: { 'parallelism.split': { from: 2, to: 6 }, containers: { from: 1, to: 2 } },
        text: expect.stringMatching(/containers 1 → 2/) as unknown,
      },
    ]);
    expect(acting.lines('override-seen')).toEqual([]);
  });

  it('are rolled back with it, by one update', async () => {
    await start({ settings: { policy: proposing(both) } });
    await acting.until('verified');
    acting.restart(emptyMemory());
    const changes = await changesIn(journalLines(acting));
    const chosen = chooseChange(changes, { cluster: 'prod', topology: undefined, id: undefined });
    const plan = await planRollback(acting.agent, chosen);
    // With as many instances as submitted Heron is back at one container by itself.
    expect(plan.commands).toEqual([
      `heron update --service-url ${acting.proxies.api.url} local/heron/default top-words --component-parallelism split:2`,
    ]);
    expect(await carryOutRollback(acting.agent, plan, 'operator')).toMatchObject({ kind: 'done' });
    expect([containers(), acting.executors('split'), acting.calls.length]).toEqual([1, 2, 2]);
  });

  it('that would be empty are dropped, and the rest is done', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 1, workers: 9 }) } });
    await acting.until('decided');
    const reasons = JSON.stringify(acting.lines('decided')[0]?.['reasons']);
    expect(reasons).toMatch(/containers = \d: with 4 instances some of them would be empty|no further than/);
    expect(acting.proxies.api.posted.join()).not.toMatch(/CONTAINER_NUMBER/);
  });

  it('that the packing would not have are not sent: an API server that ignores the number', async () => {
    const { topology, ...rest } = topWords();
    const settings = { policy: proposing({ 'executors.split': 5, workers: 4 }) };
    await start({ scenarios: [{ ...rest, topology: { ...topology, workers: 2 } }], settings });
    const { api } = acting.proxies;
    api.rewrite = (body) => body.replace(/&RUNTIME_MANAGER_CONTAINER_NUMBER_KEY=\d+/, '');
    expect(await acting.until('failed')).toMatchObject({ code: 'TRIMTAB_E_PACKING', sent: false });
    expect(acting.calls).toEqual([]);
  });
});

describe('a change on Heron', () => {
  it('waits for approval in mode approve, and is carried out once a person agrees', async () => {
    await start({ topology: () => ({ mode: 'approve' }) });
    const entry = await firstPending(acting);
    expect(entry).toMatchObject({ kind: 'change', proposed: { 'parallelism.split': 8 } });
    // What the update brings beside is said with it, and is nothing to answer by itself.
    expect((await pendingOf(acting)).map(({ kind }) => kind)).toEqual(['change']);
    expect(acting.calls).toEqual([]);
    expect(await asked(acting, 'approve', entry.id)).toMatchObject({ outcome: 'done', code: 'APPLIED' });
    expect(await acting.until('verified')).toMatchObject({ id: entry.id });
    expect(acting.calls).toHaveLength(1);
  });

  it('is rolled back by an update of its own', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    await acting.until('verified');
    acting.restart(emptyMemory());
    const changes = await changesIn(journalLines(acting));
    const plan = await planRollback(
      acting.agent,
      chooseChange(changes, { cluster: 'prod', topology: undefined, id: undefined }),
    );
    expect(plan.commands).toEqual([
      `heron update --service-url ${acting.proxies.api.url} local/heron/default top-words --component-parallelism split:2`,
    ]);
    expect(await carryOutRollback(acting.agent, plan, 'operator')).toMatchObject({ kind: 'done' });
    expect(acting.executors('split')).toBe(2);
    expect(acting.calls).toHaveLength(2);
  });

  it('that makes things worse is undone by itself', async () => {
    const { cluster, ...rest } = topWords();
    const crowded = { ...rest, cluster: { ...cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    const reverted = await acting.until('reverted', 30);
    expect(reverted).toMatchObject({ id: 'd1', code: 'WORSE' });
    expect(acting.executors('split')).toBe(2);
    expect(acting.calls).toHaveLength(2);
  });

  it('made by somebody else is seen and respected', async () => {
    await start({ settings: { policy: proposing() } });
    await acting.ticks(4);
    const body = 'component_parallelism=split%3A4';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const path = '/api/v1/topologies/local/heron/default/top-words/update';
    const other = fetch(`${acting.heron.apiUrl}${path}`, { method: 'POST', body, headers });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const line = await acting.until('override-seen');
    expect(line['differences']).toContain('parallelism.split 2 → 4');
    expect((await other).status).toBe(200);
  });
});

it('makes each recorded decision on Heron again, and it is the same', async () => {
  await start();
  await acting.ticks(14);
  let decided = 0;
  for await (const line of journalLines(acting)) {
    if (line.kind !== 'decided') continue;
    decided += 1;
    const again = await replayDecision(line, acting.agent.state.decisions, recordedPolicies([]));
    expect(again).toMatchObject({ identical: true, differences: [] });
  }
  expect(decided).toBeGreaterThan(5);
});

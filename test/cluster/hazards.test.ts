// What can go wrong on a real Storm 2.8.3, each provoked once: Trimtab must name it, say where to look, and propose nothing on top.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planOf } from '../../src/change/index.js';
import { describeRealCluster } from './available.js';
import { paste } from './command.js';
import type { LoadOptions } from './load-conf.js';
import type { LoadTopology } from './load-topology.js';
import { processesOf } from './processes.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';
import { doctor, type Said, suggestOnce, watch } from './watching.js';

const supervisorClass = 'org.apache.storm.daemon.supervisor.Supervisor';
const workerClass = 'org.apache.storm.daemon.worker.Worker';

/** What is said while workers come and go. */
const unsettled =
  /^(REBALANCING|JUST_RESTARTED|EXECUTORS_MISSING|CRASH_LOOP|FROZEN_STATISTICS|WINDOW_NOT_FULL|NO_WORKERS)$/;

const suite = (): void => {
  let cluster: RealCluster;
  beforeAll(async () => {
    cluster = await startStorm28();
  });
  afterAll(async () => {
    await cluster.stop();
  });

  /** 10 ms of waiting in each executor of split, so what is in flight waits there, and nothing needs a processor. */
  const submit = (own: LoadOptions): Promise<LoadTopology> =>
    cluster.submit({
      rate: 0,
      words: 1,
      maxSpoutPending: 100,
      tasks: { lines: 1 },
      'split.waitMillis': 10,
      waitFor: 'statistics',
      ...own,
    });
  const storm = async (line: string): Promise<void> => {
    const pasted = await paste(cluster, line);
    expect(pasted.status, pasted.stderr).toBe(0);
  };
  /** The supervisor, and before it the keeper that would start it again; or the workers with their log writers. */
  const processes = (mainClass: string) =>
    processesOf(cluster.home)
      .filter(({ args }) => args.includes(mainClass))
      .sort((x, y) => Number(isKeeper(y.args)) - Number(isKeeper(x.args)));
  const supervisorPid = () => processes(supervisorClass).find(({ args }) => !isKeeper(args))?.pid;

  it('a shuffle that keeps to its own worker leaves the other’s executors idle: the advice, pasted, puts them to work', async () => {
    const load = await submit({ name: 'idle', workers: 2, executors: { lines: 1, split: 16, count: 2 } });
    await sleep(5000);
    const [said, before] = await Promise.all([suggestOnce(cluster, 'idle'), load.rate(15)]);
    report(said.text);
    expect(said.text).toMatch(
      /\d+ of 16 executors of split got nothing while the others were busy: a shuffle/,
    );
    const [command = ''] = /storm rebalance idle .*-t '.*'/.exec(said.text) ?? [];
    await storm(command);
    await sleep(10_000);
    const [after] = (
      await watch(cluster, 'idle', ({ text }) => /hold {2}NO_TASK_HEADROOM|apply/.test(text))
    ).slice(-1);
    expect(after?.text).not.toContain('got nothing');
    const then = await load.rate(15);
    const gain = then.lines.ackedPerSecond / before.lines.ackedPerSecond;
    report(`${before.lines.ackedPerSecond.toFixed(0)} → ${then.lines.ackedPerSecond.toFixed(0)} lines/s`);
    expect(gain).toBeGreaterThan(1.3);
    await cluster.kill('idle', 0);
  });

  it('a setting with which no worker starts freezes the statistics: the setting and worker.log are named', async () => {
    await submit({ name: 'batch' });
    await storm(`storm rebalance batch -w 0 -t '{"topology.transfer.batch.size":1000}'`);
    const seen = await watch(cluster, 'batch', ({ code }) => /FROZEN|CRASH/.test(code ?? ''));
    expect(seen.map(({ action }) => action)).not.toContain('apply');
    expect(seen.at(-1)?.text).toMatch(
      /topology\.transfer\.batch\.size 1000 is more than half of topology\.transfer\.buffer\.size 1000, .* see worker\.log/,
    );
    const { exit, findings } = await doctor(cluster);
    expect(exit).toBe(1);
    expect(findings.find(({ status }) => status === 'broken')).toMatchObject({
      check: 'topology batch',
      text: expect.stringMatching(/^(FROZEN_STATISTICS|CRASH_LOOP): .*topology\.transfer\.batch\.size/),
    });
    await cluster.kill('batch', 0);
  });

  it('assignment and settings in one rebalance cross two restarts: nothing is proposed until all report, and Trimtab never sends both', async () => {
    const plan = planOf({ workers: 2, 'topology.max.spout.pending': 30 }, 1);
    expect(plan.map(({ kind }) => kind)).toEqual(['rebalance-assignment', 'rebalance-configuration']);

    await submit({ name: 'both' });
    const before = supervisorPid();
    const [old = 0] = await cluster.workerPids();
    await storm(`storm rebalance both -w 0 -n 2 -t '{"topology.max.spout.pending":30}'`);
    await until('its worker is stopped', async () =>
      (await cluster.workerPids()).includes(old) ? undefined : true,
    );
    // The two restarts may crash the supervisor; where they did not, what its keeper then does is provoked by hand.
    const survivor = supervisorPid();
    report(`the supervisor ${survivor === before ? 'lived on, and is now killed' : 'crashed'}`);
    if (survivor === before && survivor !== undefined) process.kill(survivor, 'SIGKILL');
    const settled = ({ code }: Said) => code === null || !unsettled.test(code);
    const seen = await watch(cluster, 'both', settled);
    expect(supervisorPid()).not.toBe(before);
    const held = seen.slice(0, -1);
    expect(held.length).toBeGreaterThan(0);
    expect(held.map(({ action }) => action)).not.toContain('apply');
    expect(held.some(({ text }) => /supervisor\.log|JUST_RESTARTED: .* measure again/.test(text))).toBe(true);
    await cluster.kill('both', 0);
  });

  it('settings that a moved worker has not taken up show by the tuples in flight', async (context) => {
    let found: string | undefined;
    // Whether the blob poll falls into the launch of the moved worker is chance: it did in 2 of 7 tries.
    for (let attempt = 1; attempt <= 4 && found === undefined; attempt++) {
      await submit({ name: 'first', rate: 10, waitFor: 'flow' });
      await submit({ name: 'second', maxSpoutPending: 200 });
      // A rebalance takes the lowest free slot: with this one free the second topology may move.
      await cluster.kill('first', 0);
      await storm(`storm rebalance second -w 0 -t '{"topology.max.spout.pending":20}'`);
      await sleep(30_000);
      const [last] = (await watch(cluster, 'second', ({ action }) => action === 'apply')).slice(-1);
      if (last?.text.includes('is not in force')) found = last.text;
      else expect(last?.text).toMatch(/complete latency \d?\d\d(\.\d)? ms/);
      await cluster.kill('second', 0);
    }
    // Then test/agent/advice/running.test.ts, with the numbers of a run in which one did, has to do.
    if (found === undefined) context.skip('no try left an older worker alive');
    expect(found).toMatch(
      /topology\.max\.spout\.pending 20 is not in force: about (1[5-9]|2[0-4])\d tuples are in flight where 20 are allowed\./,
    );
  });

  it('a supervisor that is lost with its workers: frozen statistics at first, then no supervisor', async () => {
    await submit({ name: 'lost' });
    for (const { pid } of [...processes(supervisorClass), ...processes(workerClass)]) {
      process.kill(pid, 'SIGKILL');
    }
    const seen = await watch(cluster, 'lost', ({ code }) => code === 'NO_WORKERS', 300);
    expect(seen.map(({ action }) => action)).not.toContain('apply');
    expect(seen.find(({ code }) => code === 'FROZEN_STATISTICS')?.text).toMatch(
      /a worker, or its supervisor, is probably dead; see worker\.log and supervisor\.log on localhost:\d+$/,
    );
    expect(seen.at(-1)?.text).toBe(
      'lost  hold  NO_WORKERS: it has no workers, and no supervisor runs: start one, or look in supervisor.log why it ended',
    );
    const { exit, findings } = await doctor(cluster);
    expect(exit).toBe(1);
    expect(findings.find(({ check }) => check === 'supervisors')).toMatchObject({
      status: 'broken',
      text: '0 supervisors, 0 of 0 slots free',
      next: 'Start a supervisor, or look in supervisor.log.',
    });
  });

  // Last: nothing but a new ZooKeeper mends this.
  it('one setting of a wrong type ends Nimbus at every start: no answer, exit 3, and nimbus.log and settings are named', async () => {
    await submit({ name: 'poison', waitFor: 'accepted' });
    await storm(`storm rebalance poison -w 0 -t '{"topology.message.timeout.secs":"abc"}'`);
    const ended = /TRIMTAB_E_(UNREACHABLE|NO_LEADER|ENGINE_FAILED)/;
    await watch(cluster, 'poison', ({ stderr }) => ended.test(stderr));
    // Its keeper starts it again and again.
    for (let look = 0; look < 8; look++) {
      const { exit, stderr } = await suggestOnce(cluster, 'poison');
      report(stderr.trim());
      expect(exit).toBe(3);
      expect(stderr).toMatch(ended);
      expect(stderr).toMatch(/next: .*nimbus\.log.*\ba bad topology setting/);
      await sleep(3000);
    }
    const { exit, findings } = await doctor(cluster);
    expect(exit).toBe(3);
    expect(findings.at(-1)).toMatchObject({ status: 'broken', text: expect.stringMatching(ended) });
  });
};

function isKeeper(args: readonly string[]): boolean {
  return args.some((word) => word.endsWith('keep.sh'));
}

describeRealCluster('the hazards of a real Storm 2.8.3', suite, 17);

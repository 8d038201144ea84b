// `suggest` against a simulated cluster in every state a topology can be in: one line that says why, at once.
import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import type { World } from '../../src/simulator/index.js';
import { expectWithin, type Ran, trimtab } from './trimtab.js';

const speed = 30;
/** A process that takes seconds to start on a busy machine still finds it young. */
const slowly = 5;
const running: SimulatedStorm[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((s) => s.stop()));
});

async function storm(options: { warmUpSeconds?: number; speed?: number } = {}): Promise<SimulatedStorm> {
  const started = await startSimulatedStorm({ speed, ...options });
  running.push(started);
  return started;
}

function suggest(cluster: SimulatedStorm, ...more: string[]): Promise<Ran> {
  return suggestAt(speed, cluster, ...more);
}

function suggestAt(pace: number, cluster: SimulatedStorm, ...more: string[]): Promise<Ran> {
  return trimtab(['suggest', '--ui', cluster.uiUrl, '--time-scale', String(pace), ...more]);
}

function idOf(world: World): string {
  return world.topologies()[0]?.id ?? '';
}

/** The line of the only topology. */
async function lineOf(cluster: SimulatedStorm, pace = speed): Promise<string> {
  const ran = await suggestAt(pace, cluster);
  expect(ran.code).toBe(0);
  await expectWithin(ran, 15);
  return ran.stdout.split('\n')[1] ?? '';
}

describe('a topology that cannot be measured is held, and said why', () => {
  it('inactive', async () => {
    const cluster = await storm();
    cluster.world.deactivate(idOf(cluster.world));
    expect(await lineOf(cluster)).toMatch(/^top-words {2}hold {2}INACTIVE: it is deactivated/);
  });

  it('killed', async () => {
    const cluster = await storm();
    cluster.world.kill(idOf(cluster.world), 600);
    expect(await lineOf(cluster)).toMatch(/^top-words {2}hold {2}KILLED: /);
  });

  it('rebalancing', async () => {
    const cluster = await storm();
    cluster.world.rebalance(idOf(cluster.world), 600);
    expect(await lineOf(cluster)).toMatch(/^top-words {2}hold {2}REBALANCING: a rebalance is under way/);
  });

  it('without workers', async () => {
    const cluster = await storm();
    cluster.world.disturb('no-workers');
    expect(await lineOf(cluster)).toMatch(
      /^top-words {2}hold {2}NO_WORKERS: it is active but has no workers/,
    );
  });

  it('crash-looping, with the error its component reported', async () => {
    const cluster = await storm();
    cluster.world.disturb('crash-loop');
    const line = await lineOf(cluster);
    expect(line).toMatch(/^top-words {2}hold {2}CRASH_LOOP: its workers probably fail at start/);
    expect(line).toContain('last error of ');
    expect(line).toMatch(/see worker\.log on \S+:\d+/);
  });

  it('just restarted, with the time to come back at', async () => {
    const cluster = await storm({ speed: slowly });
    cluster.world.disturb('restart');
    expect(await lineOf(cluster, slowly)).toMatch(
      /^top-words {2}hold {2}(JUST_RESTARTED: a worker started .* measure again in about|EXECUTORS_MISSING|CRASH_LOOP)/,
    );
  });

  it('just submitted', async () => {
    const cluster = await storm({ warmUpSeconds: 0, speed: slowly });
    expect(await lineOf(cluster, slowly)).toMatch(/hold {2}(NO_WORKERS|JUST_RESTARTED): /);
  });

  it('whose statistics are frozen', async () => {
    const cluster = await storm();
    cluster.world.disturb('frozen-statistics');
    expect(await lineOf(cluster)).toMatch(/hold {2}FROZEN_STATISTICS: the statistics have not moved for/);
  });

  it('gone: an empty cluster', async () => {
    const cluster = await storm();
    cluster.world.clear();
    expect((await suggest(cluster)).stdout).toContain('no topology is running');
  });
});

describe('a topology with a starved bolt', () => {
  it('is suggested more executors for it, with command, price and prediction', async () => {
    const cluster = await storm();
    const ran = await suggest(cluster, '--output', 'json');
    expect(ran.code).toBe(0);
    const [topology] = JSON.parse(ran.stdout).topologies;
    expect(topology).toMatchObject({
      name: 'top-words',
      bottleneck: 'split',
      window: { source: 'samples' },
      decision: { action: 'apply', policy: 'twin-greedy' },
      advice: [],
    });
    expect(topology.window.seconds).toBeGreaterThanOrEqual(120);
    const wanted = topology.proposed['executors.split'];
    expect(topology.commands[0]).toMatch(
      new RegExp(`^storm rebalance top-words -w \\d+ (-e \\w+=\\d+ )*-e split=${wanted}( -e \\w+=\\d+)*$`),
    );
    expect(topology.predicted.throughputPerSecond.low).toBeGreaterThan(topology.throughputPerSecond);
    expect(topology.price).toMatchObject({ restarts: topology.commands.length });
    // The truth is that of one second, and services vary.
    const ratio = topology.throughputPerSecond / (cluster.world.truth()?.throughputPerSecond ?? 0);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  it('is found at once with --wait 0, from the engine’s own ten minutes', async () => {
    const ran = await suggest(await storm(), '--wait', '0', '--output', 'json');
    await expectWithin(ran, 5);
    const [topology] = JSON.parse(ran.stdout).topologies;
    expect(topology).toMatchObject({ bottleneck: 'split', window: { source: 'engine', seconds: 600 } });
  });

  it('is relieved by what was suggested, as far as was promised', async () => {
    const cluster = await storm();
    const before = JSON.parse((await suggest(cluster, '--output', 'json')).stdout).topologies[0];
    cluster.world.rebalance(idOf(cluster.world), 1, {
      executors: { split: before.proposed['executors.split'] },
    });
    cluster.world.advance(600);
    const after = JSON.parse((await suggest(cluster, '--output', 'json')).stdout).topologies[0];
    expect(after.bottleneck).not.toBe('split');
    expect(after.throughputPerSecond).toBeGreaterThan(1.8 * before.throughputPerSecond);
    // The load on offer ends before what the topology could now carry.
    expect(after.throughputPerSecond).toBeLessThan(before.predicted.throughputPerSecond.high);
  });

  it('is kept as it is by the policy keep, in one line', async () => {
    const ran = await suggest(await storm(), '--policy', 'keep');
    expect(ran.stdout.split('\n')[1]).toBe(
      'top-words  hold  POLICY_KEEP: the policy keep never changes anything',
    );
  });
});

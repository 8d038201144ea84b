// A cluster that cannot be started is tried again until it is watched, without anybody's SIGHUP.
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { agent, config, file, type Rig, stopAgent } from './daemon-rig.js';

const minuteMs = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(async () => {
  await stopAgent();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const said = ({ logs }: Rig): string[] =>
  logs.map(({ message }) => message).filter((message) => message.startsWith('cluster-'));

it('tries every minute, and says so once for each reason', async () => {
  const failing = new Set(['a']);
  const rig = await agent(config('a', 'b'), { failing });
  await rig.daemon.start();
  await vi.advanceTimersByTimeAsync(3 * minuteMs);
  expect(said(rig)).toEqual(['cluster-not-started']);
  failing.clear();
  await vi.advanceTimersByTimeAsync(minuteMs);
  await vi.waitFor(() => expect(said(rig)).toEqual(['cluster-not-started', 'cluster-started']));
  await vi.advanceTimersByTimeAsync(3 * minuteMs);
  expect(rig.opened).toEqual(['b', 'a']);
});

it('forgets a cluster that a reload has taken out', async () => {
  const failing = new Set(['a']);
  const rig = await agent(config('a', 'b'), { failing });
  await rig.daemon.start();
  writeFileSync(file, config('b'));
  await rig.daemon.reload();
  failing.clear();
  await vi.advanceTimersByTimeAsync(3 * minuteMs);
  expect([...rig.open]).toEqual(['b']);
});

it('with no cluster watched is not taken for an agent that hangs', async () => {
  const failing = new Set<string>();
  const rig = await agent(config('a'), { failing });
  await rig.daemon.start();
  failing.add('b');
  writeFileSync(file, config('b'));
  await rig.daemon.reload();
  rig.looked.length = 0;
  await vi.advanceTimersByTimeAsync(2 * minuteMs);
  expect([...rig.open]).toEqual([]);
  expect(rig.looked).toEqual([0, 0]);
});

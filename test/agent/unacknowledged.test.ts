// A change of a topology whose spouts emit without message ids: the counters that tell so begin anew with it.
import { afterEach, expect, it } from 'vitest';
import { memoryOf, remember } from '../../src/agent/past/remember.js';
import type { Cluster, ComponentSnapshot, Snapshot } from '../../src/clusters/index.js';
import { Acting, journalLines } from './acting.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

/** As if the spouts emitted without ids; after a change the acker has not reported yet, so that nobody can tell. */
function withoutIds(component: ComponentSnapshot): ComponentSnapshot {
  if (component.name === '__acker') {
    const samples = acting.calls.length > 0 ? [] : component.samples;
    return {
      ...component,
      samples: samples.map((s) => ({ ...s, counters: { ...s.counters, executed: 0 } })),
    };
  }
  if (component.kind !== 'spout') return component;
  const none = { acked: 0, failed: 0, completeLatencyMs: null };
  return {
    ...component,
    samples: component.samples.map((s) => ({ ...s, counters: { ...s.counters, ...none } })),
  };
}

const between = (cluster: Cluster): Cluster => ({
  ...cluster,
  snapshot: async (topology, span, signal): Promise<Snapshot> => {
    const seen = await cluster.snapshot(topology, span, signal);
    return { ...seen, components: seen.components.map(withoutIds) };
  },
});

const start = async (): Promise<void> => {
  acting = await Acting.start({ between, settings: { policy: proposing({ 'executors.split': 4 }) } });
};

it('is compared as without acknowledgements on both sides, and stays', async () => {
  await start();
  expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
  expect(acting.lines('evaluated').map(({ evaluation }) => evaluation)).not.toContainEqual(
    expect.objectContaining({ acking: true }),
  );
  expect(acting.calls).toHaveLength(1);
});

it('is so after a restart of the agent in between', async () => {
  await start();
  await acting.until('applied');
  const remembered = await remember(journalLines(acting), 'prod');
  expect(remembered.unacknowledged).toEqual(new Set([acting.topologyId]));
  acting.restart(memoryOf(remembered, acting.clock));
  await acting.ticks(6);
  const last = acting.lines('evaluated').at(-1);
  expect(last).toMatchObject({ evaluation: { acking: false } });
  expect(acting.calls).toHaveLength(1);
});

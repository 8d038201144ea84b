// What gets between a decision and its call: reloads, pauses and hand-made changes at the worst moment.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { choose, decideEach } from '../../src/agent/decide/each.js';
import { observe } from '../../src/agent/look/observe.js';
import { Acting, type ActingOptions } from './acting.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
const both = { 'executors.split': 6, 'topology.max.spout.pending': 200 };

describe('a reload that takes auto away', () => {
  it('while the first step is carried out: the second is not sent', async () => {
    let mode: 'auto' | 'suggest' = 'auto';
    await start({ topology: () => ({ mode }), settings: { policy: proposing(both) } });
    acting.on('applied', () => {
      mode = 'suggest';
    });
    const dropped = await acting.until('superseded');
    expect(dropped).toMatchObject({ code: 'MODE_CHANGED', sent: true });
    expect(acting.calls.map(({ change }) => change)).toEqual([{ executors: { split: 6 } }]);
  });

  it.each(['suggest', 'approve'] as const)('for %s right after the decision: nothing is sent', async (to) => {
    let mode: 'auto' | 'suggest' | 'approve' = 'auto';
    await start({ topology: () => ({ mode }), settings: { policy: proposing(both) } });
    acting.on('decided', () => {
      mode = to;
    });
    expect(await acting.until('superseded')).toMatchObject({ code: 'MODE_CHANGED', sent: false });
    expect(acting.calls).toEqual([]);
  });
});

describe('a reload that gives auto', () => {
  it('between decision and choice: what was decided without the guards of acting is not carried out', async () => {
    let mode: 'auto' | 'suggest' = 'suggest';
    await start({ topology: () => ({ mode }), settings: { policy: proposing(both) } });
    await acting.ticks(2);
    const { agent } = acting;
    const info = await agent.cluster.info(agent.signal);
    const decisions = await decideEach(agent, info, await observe(agent, info));
    expect(decisions).toMatchObject([{ autonomy: { actsBy: 'nobody' }, plan: [{}, {}] }]);
    mode = 'auto';
    expect(choose(agent, decisions)).toBeUndefined();
  });
});

describe('a pause', () => {
  it('while the cluster is looked at once more: the intent is given up, nothing is sent', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    acting.on('intended', () => {
      // A file that cannot be read pauses everything; written at once, as a test must not race.
      mkdirSync(join(acting.directory, 'paused'));
      writeFileSync(join(acting.directory, 'paused', 'x.json'), '');
    });
    expect(await acting.until('superseded')).toMatchObject({ code: 'PAUSED', sent: false });
    await acting.ticks(3);
    expect(acting.calls).toEqual([]);
  });
});

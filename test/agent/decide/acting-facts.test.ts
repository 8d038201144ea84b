// What an agent knows before it acts: how often it has, since when it keeps away, and whether it is beside the leader.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyMemory } from '../../../src/agent/context.js';
import { actingFacts } from '../../../src/agent/decide/acting-facts.js';
import { Watch } from '../../../src/agent/look/watch.js';
import type { ActingFacts } from '../../../src/guard/index.js';
import { info, topology } from '../../builders.js';
import { Acting } from '../acting.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.stop());

function facts(own: Partial<Watch> = {}, leader = info.leader): Promise<ActingFacts> {
  const watch = Object.assign(new Watch(topology, acting.agent.settings()), own);
  return actingFacts(acting.agent, { ...info, leader }, watch);
}
/** Seconds ago, by the clock of the agent. */
const ago = (seconds: number): number => acting.elapsedSeconds - seconds;

describe('what an agent knows before it acts', () => {
  it('its changes of the last hour and of the last day, to the second', async () => {
    const changes = [86_401, 86_399, 3601, 3599, 0].map(ago);
    expect((await facts({ changes })).changes).toEqual({ lastHour: 2, lastDay: 4 });
  });

  it('how long ago the last one was', async () => {
    expect((await facts()).secondsSinceChange).toBeNull();
    expect((await facts({ changedAtSeconds: ago(90) })).secondsSinceChange).toBeCloseTo(90, 6);
  });

  it('for how long it keeps away still, and no longer', async () => {
    const until = (seconds: number) => ({ untilSeconds: ago(-seconds), because: 'somebody turned it' });
    expect((await facts({ backOff: until(1) })).backOff?.secondsLeft).toBeCloseTo(1, 6);
    expect((await facts({ backOff: until(0) })).backOff).toBeNull();
    expect((await facts({ backOff: until(-1) })).backOff).toBeNull();
  });

  it('that it is beside no leader where nobody leads', async () => {
    expect((await facts({}, null)).leader).toEqual({ host: null, here: false });
    expect((await facts({}, 'master-1')).leader).toEqual({ host: 'master-1', here: true });
    acting.options = { settings: { beside: 'any' } };
    expect((await facts({}, null)).leader.here).toBe(true);
  });

  it('that a change of whatever topology of the cluster is open, also one of a former run', async () => {
    expect((await facts()).underWay).toBeNull();
    const open = { id: 'd7', topology: { name: 'other', id: 'other-1-1' } };
    const text = 'the outcome of d7 (other) is not known yet';
    for (const memory of [{ change: open }, { interrupted: [open] }]) {
      acting.restart({ ...emptyMemory(), ...memory } as ReturnType<typeof emptyMemory>);
      expect((await facts()).underWay).toBe(text);
    }
  });
});

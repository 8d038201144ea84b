// When a topology that does not keep up is taken to be short of CPU on its hosts, and when not.
import { describe, expect, it } from 'vitest';
import { type CrowdingInput, crowdingOf } from '../../src/decision/index.js';
import type { Evaluation } from '../../src/metrics/index.js';
import { bolt, evaluation, spout } from '../builders.js';

const behind = { known: false, atLeastPerSecond: 200, because: 'test' } as const;
const keptUpWith = { known: true, perSecond: 200 } as const;

interface Look {
  readonly busy?: number;
  readonly executors?: number;
  readonly perSecond?: number;
  readonly workers?: number;
  /** Of all that may be in flight. */
  readonly pendingUse?: number;
}

function window(look: Look = {}): Evaluation {
  const { busy = 0.5, executors = 2, perSecond = 200, workers = 1, pendingUse = 1 } = look;
  return evaluation({
    workers,
    pendingLimit: 100,
    pendingUse,
    throughputPerSecond: perSecond,
    components: [spout('text'), bolt('split', { executors, utilisation: busy })],
  });
}

function crowding(own: Partial<CrowdingInput> = {}) {
  return crowdingOf({
    evaluation: window(),
    demand: behind,
    earlier: [],
    failed: [],
    hosts: { used: 1, free: 2 },
    ...own,
  });
}

const failed = (directions: Record<string, 'up' | 'down'>) => [{ directions, secondsAgo: 60 }];
const vain = { chance: 0.5, because: 'more executors brought nothing', hosts: { used: 1, free: 2 } };

describe('the hosts may be full', () => {
  it('where nothing is full, and still not all comes through', () => {
    expect(crowding()).toEqual({ chance: 0.1, because: 'nothing is full', hosts: { used: 1, free: 2 } });
  });

  it('where more executors were tried and undone', () => {
    const full = window({ busy: 1 });
    expect(crowding({ evaluation: full, failed: failed({ 'executors.split': 'up' }) })).toEqual(vain);
  });

  it('where busy bolts have more executors than before, and no more comes through', () => {
    const earlier = [window({ busy: 0.95 })];
    const more = window({ busy: 0.95, executors: 4, perSecond: 210 });
    expect(crowding({ evaluation: more, earlier })).toEqual(vain);
  });
});

describe('nothing speaks for full hosts', () => {
  const full = window({ busy: 0.95 });
  it.each<[string, Partial<CrowdingInput>]>([
    ['where the source is kept up with', { demand: keptUpWith }],
    ['where a bolt is full, which says enough', { evaluation: full }],
    ['where nobody knows the hosts', { hosts: undefined }],
    ['where no worker has a host', { hosts: { used: 0, free: 2 } }],
    ['where another worker brought nothing', { failed: failed({ workers: 'up', 'executors.split': 'up' }) }],
    [
      'where other knobs failed',
      { evaluation: full, failed: failed({ 'topology.max.spout.pending': 'up' }) },
    ],
    ['where ackers failed', { evaluation: full, failed: failed({ 'executors.__acker': 'up' }) }],
    ['where fewer executors failed', { evaluation: full, failed: failed({ 'executors.split': 'down' }) }],
    [
      'where another worker was left in force and brought nothing',
      {
        evaluation: window({ workers: 2, perSecond: 210 }),
        earlier: [window(), window({ executors: 4 })],
        failed: failed({ 'executors.split': 'up' }),
      },
    ],
    [
      'where all came through before the executors, and a backlog of their pause is worked off',
      {
        evaluation: window({ busy: 0.95, executors: 4, perSecond: 210 }),
        earlier: [window({ busy: 0.8, pendingUse: 0.2 })],
      },
    ],
    [
      'where more executors brought more',
      { evaluation: window({ busy: 0.95, executors: 4, perSecond: 260 }), earlier: [full] },
    ],
    [
      'where the bolt that got more was not busy',
      { evaluation: window({ busy: 0.95, executors: 4 }), earlier: [window({ busy: 0.4 })] },
    ],
    [
      'where the workers are others than before',
      { evaluation: window({ busy: 0.95, executors: 4, workers: 2 }), earlier: [full] },
    ],
    ['where no bolt has more executors than before', { evaluation: full, earlier: [full] }],
  ])('%s', (_, own) => {
    expect(crowding(own)).toBeNull();
  });
});

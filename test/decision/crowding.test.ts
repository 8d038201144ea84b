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
    isLimitedUnseen: () => false,
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

  it.each<[string, Parameters<typeof bolt>[1]]>([
    ['one key keeps busy', { executors: 6, tasks: 12, utilisation: 1, skew: 5 }],
    ['has all its tasks busy', { executors: 1, tasks: 1, utilisation: 1 }],
  ])('where the only full bolt is one that %s: executors do not relieve it', (_, own) => {
    const beyond = { ...window(), components: [spout('text'), bolt('split', own)] };
    expect(crowding({ evaluation: beyond })).toMatchObject({ chance: 0.1, because: 'nothing is full' });
    const other = {
      ...beyond,
      components: [...beyond.components, bolt('count', { executors: 1, tasks: 8, utilisation: 1 })],
    };
    expect(crowding({ evaluation: other })).toBeNull();
  });

  it('where busy bolts have more executors than before, and no more comes through', () => {
    const earlier = [window({ busy: 0.95 })];
    const more = window({ busy: 0.95, executors: 4, perSecond: 210 });
    expect(crowding({ evaluation: more, earlier })).toEqual(vain);
  });
});

describe('where no model explains the window', () => {
  const unseen = { isLimitedUnseen: () => true };
  const late = { ...window(), throughputPerSecond: 0, failedPerSecond: 200 };

  it('hosts without CPU are what is left to explain it, whatever is full', () => {
    const certain = { chance: 1, because: 'no model explains it', hosts: { used: 1, free: 2 } };
    expect(crowding(unseen)).toEqual(certain);
    expect(crowding({ ...unseen, evaluation: window({ busy: 1 }) })).toEqual(certain);
  });

  it('no other host is thought of after a worker in vain; but where all is too late, what is in flight still is', () => {
    const vainly = { ...unseen, failed: failed({ workers: 'up' }) };
    expect(crowding(vainly)).toBeNull();
    expect(crowding({ ...vainly, evaluation: late })).toMatchObject({ hosts: { used: 1, free: 0 } });
  });

  it('a worker after which more is taken from the source was not in vain, though nothing completes yet', () => {
    const before = { ...late, components: [spout('text', { outputPerSecond: 100 })] };
    const now = { ...late, workers: 2, components: [spout('text', { outputPerSecond: 150 })] };
    const asked = { ...unseen, evaluation: now, earlier: [before], hosts: { used: 2, free: 1 } };
    expect(crowding(asked)).toMatchObject({ hosts: { used: 2, free: 1 } });
    const noMore = { ...late, workers: 2, components: [spout('text', { outputPerSecond: 105 })] };
    expect(crowding({ ...asked, evaluation: noMore })).toMatchObject({ hosts: { used: 2, free: 0 } });
  });

  it('a worker after which tuples complete again was not in vain, and one after which none do was', () => {
    const now = { ...window({ workers: 2, perSecond: 205 }) };
    const asked = { ...unseen, evaluation: now, earlier: [late], hosts: { used: 2, free: 1 } };
    expect(crowding(asked)).toMatchObject({ hosts: { used: 2, free: 1 } });
    const worse = { ...late, workers: 2, components: [spout('text', { outputPerSecond: 900 })] };
    expect(crowding({ ...asked, evaluation: worse, earlier: [window({ perSecond: 50 })] })).toMatchObject({
      hosts: { used: 2, free: 0 },
    });
  });

  it('is not asked where the source is kept up with', () => {
    const isLimitedUnseen = () => {
      throw new Error('asked');
    };
    expect(crowding({ demand: keptUpWith, isLimitedUnseen })).toBeNull();
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

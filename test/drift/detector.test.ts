// What is noticed of a topology that changes its behaviour, window by window, and what is not.
import { describe, expect, it } from 'vitest';
import {
  type Detector,
  type Drift,
  detectorSchema,
  knownOf,
  newDetector,
  type Signature,
  watchDrift,
} from '../../src/drift/index.js';
import { createRandom } from '../../src/util/index.js';

const windowMs = 120_000;
/** Windows until what is usual has been learned. */
const learning = 8;

interface Behaviour {
  readonly rate?: number;
  readonly isOffered?: boolean;
  readonly engine?: string;
  readonly layout?: string;
  readonly cost?: Readonly<Record<string, number>>;
  readonly selectivity?: Readonly<Record<string, number>>;
  readonly skew?: Readonly<Record<string, number>>;
}

const usual = { rate: 1000, cost: { a: 1, b: 2, c: 0.5 }, selectivity: { a: 3, b: 1 }, skew: { c: 1.1 } };
const noise = createRandom(1).fork('noise');

function window(n: number, behaviour: Behaviour): Signature {
  const { rate, isOffered = true, engine = 'storm 2.8.3', layout = 'one' } = { ...usual, ...behaviour };
  const all = { cost: usual.cost, selectivity: usual.selectivity, skew: usual.skew };
  const traits = (['cost', 'selectivity', 'skew'] as const).flatMap((trait) =>
    Object.entries({ ...all[trait], ...behaviour[trait] }).map(([component, value]) => ({
      trait,
      component,
      value: Math.log(value) + 0.02 * noise.normal(),
      error: 0.02,
    })),
  );
  return { at: n * windowMs, seconds: 120, engine, sampleRate: 0.05, rate, isOffered, layout, traits };
}

/** So many windows of one behaviour after another. */
class Story {
  detector: Detector = newDetector();
  readonly drifts: (Drift & { readonly window: number })[] = [];
  private n = 0;

  /** @param seenAs what the agent sees of each window */
  goesOn(windows: number, behaviour: Behaviour = {}, seenAs = (seen: Signature): Signature => seen): this {
    for (let i = 0; i < windows; i++) {
      this.n++;
      const { detector, drift } = watchDrift(this.detector, seenAs(window(this.n, behaviour)));
      this.detector = detector;
      if (drift !== null) this.drifts.push({ ...drift, window: i + 1 });
    }
    return this;
  }

  get kinds(): string[] {
    return this.drifts.map(({ kind }) => kind);
  }
}

describe('noticed within five windows, and named', () => {
  it.each([
    ['one bolt twice as costly', { cost: { a: 2 } }, 'application', 'a takes'],
    ['one bolt half as costly', { cost: { b: 1 } }, 'application', 'b takes'],
    ['another selectivity', { selectivity: { a: 6 } }, 'application', 'a makes'],
    ['a hot key', { skew: { c: 2.5 } }, 'application', 'busiest executor of c'],
    ['all bolts slower', { cost: { a: 1.7, b: 3.4, c: 0.85 } }, 'cluster', '3 of 3 bolts together'],
    ['a hot key on slower nodes', { cost: { a: 2, b: 4, c: 1 }, skew: { c: 2.5 } }, 'application', 'a takes'],
    ['another engine', { engine: 'storm 1.2.4' }, 'engine', 'storm 1.2.4, and was storm 2.8.3'],
  ] as const)('%s', (_, behaviour, kind, text) => {
    const story = new Story().goesOn(learning + 4).goesOn(5, behaviour);
    expect(story.kinds).toEqual([kind]);
    expect(story.drifts[0]?.text).toContain(text);
  });

  it('a load far outside of a whole day', () => {
    const day = 24 * 30 + 5;
    const story = new Story().goesOn(day).goesOn(5, { rate: 4000 });
    expect(story.kinds).toEqual(['workload']);
    expect(story.drifts[0]?.text).toBe('4000 tuples/s, and the most seen so far was 1000');
  });

  it('a bottleneck that costs more and lets less through is the application, not the load', () => {
    const story = new Story().goesOn(24 * 30 + 5).goesOn(5, { cost: { a: 4 }, rate: 250, isOffered: false });
    expect(story.kinds).toEqual(['application']);
  });

  it('a load that rises as a bolt changes, once that is told: what loads are known stays known', () => {
    const both = { selectivity: { a: 6 }, rate: 4000 };
    const story = new Story().goesOn(24 * 30 + 5).goesOn(3, both);
    expect(story.kinds).toEqual(['application']);
    expect(knownOf(story.detector).hoursToKnowLoads).toBe(0);
    expect(story.goesOn(5, both).kinds).toEqual(['application', 'workload']);
    expect(story.drifts[1]?.text).toBe('4000 tuples/s, and the most seen so far was 1000');
  });
});

it('a load that rose as a bolt changed, and is over, is not told afterwards', () => {
  const both = { selectivity: { a: 6 }, rate: 4000 };
  const over = { selectivity: { a: 6 }, rate: 900, isOffered: false };
  const story = new Story()
    .goesOn(24 * 30 + 5)
    .goesOn(3, both)
    .goesOn(30, over);
  expect(story.kinds).toEqual(['application']);
});

describe('not taken for a drift', () => {
  it.each([
    ['nothing at all, for a day and a half', [[1080, {}]]],
    [
      'one window that is off',
      [
        [20, {}],
        [1, { cost: { a: 3 } }],
        [20, {}],
      ],
    ],
    [
      'less than a fifth more cost',
      [
        [20, {}],
        [40, { cost: { a: 1.12 } }],
      ],
    ],
    [
      'a load that is four times as high on the first day',
      [
        [200, {}],
        [100, { rate: 4000 }],
      ],
    ],
    [
      'other costs under another layout',
      [
        [20, {}],
        [40, { layout: 'two', cost: { a: 2, b: 4, c: 1 } }],
      ],
    ],
  ] as const)('%s', (_, parts) => {
    const story = new Story();
    for (const [windows, behaviour] of parts) story.goesOn(windows, behaviour);
    expect(story.drifts).toEqual([]);
  });

  it('costs that rise with a load that was never seen, as where processors are short', () => {
    const story = new Story().goesOn(20);
    for (let i = 1; i <= 40; i++)
      story.goesOn(1, { rate: 1000 * 1.04 ** i, cost: { a: 1.02 ** i, b: 2 * 1.02 ** i } });
    expect(story.drifts).toEqual([]);
  });

  it('what is told once: the new behaviour is the usual one from then on', () => {
    const story = new Story().goesOn(20).goesOn(60, { cost: { a: 2 } });
    expect(story.kinds).toEqual(['application']);
    expect(story.goesOn(10).kinds).toEqual(['application', 'application']);
  });
});

describe('bolts that have too few tuples on a slow machine to be compared', () => {
  const slower = { cost: { a: 3, b: 6, c: 1.5 } };
  const without =
    (...hidden: string[]): ((seen: Signature) => Signature) =>
    (seen) => ({
      ...seen,
      traits: seen.traits.filter(({ component }) => !hidden.includes(component)),
    });

  it('do not speak against the machine', () => {
    const story = new Story().goesOn(20).goesOn(5, slower, without('b'));
    expect(story.kinds).toEqual(['cluster']);
    expect(story.drifts[0]?.text).toMatch(/^2 of 2 bolts together: /);
  });

  it('leave it open where one bolt alone can be compared, and that is said', () => {
    const story = new Story().goesOn(20).goesOn(5, slower, without('a', 'b'));
    expect(story.kinds).toEqual(['application']);
    expect(story.drifts[0]?.text).toContain('the only bolt that could be compared');
  });
});

describe('a bolt whose cost varies from window to window, as where processors are short', () => {
  const wobble = [0.6, -0.5, 0.2, -0.7, 0.4, 0, -0.3, 0.5];
  /** Of two bolts; b varies so much that a quarter of its cost might be chance. */
  const varying = (seen: Signature): Signature => ({
    ...seen,
    traits: seen.traits
      .filter(({ component }) => component !== 'c')
      .map((one) => {
        const by = wobble[(seen.at / windowMs) % wobble.length] ?? 0;
        return one.component === 'b' && one.trait === 'cost' ? { ...one, value: one.value + by } : one;
      }),
  });

  it('goes with the others where it is nearer to what they do than to usual', () => {
    const story = new Story().goesOn(16, {}, varying).goesOn(5, { cost: { a: 0.25, b: 0.5 } }, varying);
    expect(story.kinds).toEqual(['cluster']);
    expect(story.drifts[0]?.shifts.map(({ component }) => component)).toEqual(['a', 'b']);
    // And is learned anew with them: it is not told a second time, as the application.
    expect(story.goesOn(40, { cost: { a: 0.25, b: 0.5 } }, varying).kinds).toEqual(['cluster']);
  });

  it('does not where it is as it was', () => {
    const story = new Story().goesOn(16, {}, varying).goesOn(5, { cost: { a: 0.25 } }, varying);
    expect(story.kinds).toEqual(['application']);
    expect(story.drifts[0]?.shifts.map(({ component }) => component)).toEqual(['a']);
  });
});

it('tells what was usual, and what the middle one of the last three windows has, where a change grows', () => {
  const story = new Story().goesOn(20);
  for (const cost of [1.6, 2.5, 4, 4]) story.goesOn(1, { cost: { a: cost } });
  expect(story.drifts).toHaveLength(1);
  const [shift] = story.drifts[0]?.shifts ?? [];
  expect(shift?.before).toBeCloseTo(1, 1);
  expect(shift?.after).toBeCloseTo(2.5, 0);
});

it('passes over windows that overlap with the last one, and goes on after a clock that was set back', () => {
  const { detector } = new Story().goesOn(20);
  const overlapping = { ...window(20, {}), at: 20 * windowMs + 60_000 };
  expect(watchDrift(detector, overlapping).detector).toBe(detector);
  const back = watchDrift(detector, window(2, {}));
  expect(back.detector.windows).toBe(detector.windows + 1);
});

it('says nothing of a component that the window does not show', () => {
  const story = new Story().goesOn(20).goesOn(2, { cost: { a: 2 } });
  const hidden = {
    ...window(23, {}),
    traits: window(23, {}).traits.filter(({ component }) => component !== 'a'),
  };
  expect(watchDrift(story.detector, hidden).drift).toBeNull();
});

it('goes on where it was after it was written down and read again', () => {
  const story = new Story().goesOn(20).goesOn(1, { cost: { a: 2 } });
  story.detector = detectorSchema.parse(JSON.parse(JSON.stringify(story.detector)));
  expect(story.goesOn(4, { cost: { a: 2 } }).kinds).toEqual(['application']);
});

it('says what is missing as long as nothing can be told', () => {
  expect(knownOf(newDetector()).cannotTell).toBe('no full window was measured yet');
  expect(knownOf(new Story().goesOn(3).detector).cannotTell).toMatch(/^3 of at least 9 windows/);
  // What is usual is known by then, and nothing was held against it.
  expect(knownOf(new Story().goesOn(8).detector)).toMatchObject({ compared: [] });
  expect(knownOf(new Story().goesOn(8).detector).cannotTell).toMatch(/^8 of at least 9 windows/);
  expect(knownOf(new Story().goesOn(9).detector)).toMatchObject({ cannotTell: null, learning: [] });
  const known = knownOf(new Story().goesOn(30).detector);
  expect(known).toMatchObject({ cannotTell: null, learning: [], windows: 30 });
  expect(known.hoursToKnowLoads).toBeCloseTo(24 - (29 * 120) / 3600, 5);
});

it('learns what loads are usual from anew where a clock that was a year ahead is set right', () => {
  const year = 366 * 24 * 3600_000;
  const ahead = { ...window(1, {}), at: year };
  const story = new Story();
  story.detector = watchDrift(story.detector, ahead).detector;
  story.goesOn(24 * 30 + 5);
  expect(knownOf(story.detector).hoursToKnowLoads).toBe(0);
  expect(story.goesOn(5, { rate: 4000 }).kinds).toEqual(['workload']);
});

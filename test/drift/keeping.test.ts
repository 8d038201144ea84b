// What of a detector is written at once, and that it tells nothing wrong where a kill took the rest.
import { describe, expect, it } from 'vitest';
import {
  type Detector,
  type Drift,
  fromDisk,
  newDetector,
  type Signature,
  watchDrift,
  wouldBeMissed,
} from '../../src/drift/index.js';
import { createRandom } from '../../src/util/index.js';

const windowMs = 120_000;
const noise = createRandom(1).fork('noise');

interface Seen {
  readonly rate?: number;
  readonly cost?: number;
  readonly layout?: string;
}

function window(n: number, { rate = 1000, cost = 1, layout = 'one' }: Seen = {}): Signature {
  const value = Math.log(cost) + 0.01 * noise.normal();
  const traits = [{ trait: 'cost', component: 'split', value, error: 0.02 }] as const;
  const at = n * windowMs;
  return { at, seconds: 120, engine: 'storm 2.8.3', sampleRate: 0.05, rate, isOffered: true, layout, traits };
}

/** One window after another; `killed` goes on from what was on disk. */
class Story {
  detector: Detector = newDetector();
  onDisk: Detector = newDetector();
  readonly drifts: Drift[] = [];
  saves = 0;
  private n = 0;

  goesOn(windows: number, seen: Seen = {}): this {
    for (let i = 0; i < windows; i++) {
      this.n++;
      const { detector, drift } = watchDrift(this.detector, window(this.n, seen));
      this.detector = detector;
      if (drift !== null) this.drifts.push(drift);
      if (drift !== null || wouldBeMissed(this.onDisk, detector)) this.isSaved();
    }
    return this;
  }

  isSaved(): this {
    this.onDisk = this.detector;
    this.saves++;
    return this;
  }

  killed(): this {
    this.detector = fromDisk(this.onDisk);
    return this;
  }
}

describe('written at once', () => {
  it('are the first windows, a new load, another layout, an alarm and its end; nothing else', () => {
    const story = new Story().goesOn(13);
    expect(story.saves).toBe(12);
    expect(story.goesOn(300).saves).toBe(12);
    expect(story.goesOn(1, { rate: 1100 }).saves).toBe(13);
    expect(story.goesOn(30, { rate: 1100 }).saves).toBe(13);
    story.goesOn(2, { cost: 2 });
    expect(story.onDisk.alarmed).not.toBeNull();
    story.goesOn(1, { cost: 2 });
    expect(story.drifts).toHaveLength(1);
    expect(story.onDisk).toBe(story.detector);
    const before = story.goesOn(40, { cost: 2 }).saves;
    expect(story.goesOn(1, { cost: 2, layout: 'two' }).saves).toBe(before + 1);
  });
});

describe('after a kill', () => {
  const dayLong = 24 * 30 + 5;

  it.each([
    ['one window that is off', 20, { cost: 2 }],
    ['one window of another load', dayLong, { rate: 4000 }],
  ])('%s before it, and one after, are no drift', (_, learned, off) => {
    const story = new Story().goesOn(learned).goesOn(1, off).isSaved();
    // Half an hour of usual windows, which are lost.
    story.goesOn(15).killed().goesOn(1, off).goesOn(10);
    expect(story.drifts).toEqual([]);
  });

  it('a load that rose steeply just before it is known, and what it cost', () => {
    const story = new Story().goesOn(dayLong).isSaved();
    for (let i = 1; i <= 14; i++) story.goesOn(1, { rate: 1000 * 1.05 ** i, cost: 1.04 ** i });
    story.killed().goesOn(20, { rate: 1000 * 1.05 ** 14, cost: 1.04 ** 14 });
    expect(story.drifts).toEqual([]);
  });

  it('an alarm that waited for its second window is told', () => {
    const story = new Story().goesOn(20).goesOn(2, { cost: 2 });
    expect(story.detector.alarmed).not.toBeNull();
    expect(story.killed().goesOn(1, { cost: 2 }).drifts).toHaveLength(1);
  });

  it('a drift that goes on is noticed within a few windows', () => {
    const story = new Story().goesOn(20).isSaved().goesOn(1, { cost: 2 }).killed();
    expect(story.goesOn(4, { cost: 2 }).drifts).toHaveLength(1);
  });
});

// A utility function of the site: what is refused when it is loaded, what happens when it fails later, and how it is taken apart.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contributions,
  loadOwnUtility,
  type Objective,
  type OwnUtility,
  type Performance,
  utility,
  type Valued,
  valueParts,
} from '../../src/objective/index.js';
import { balanced } from '../builders.js';

const directory = mkdtempSync(join(tmpdir(), 'trimtab-utility-'));
const silent = (): void => {};

function module(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('a module', () => {
  it.each([
    ['that is not there', undefined, /ENOENT/],
    ['that cannot be parsed', 'export default (', /SyntaxError|parse source/],
    ['that throws while it is read', 'throw new Error("no licence")', /no licence/],
    [
      'without a default export',
      'export const utility = () => 0',
      /default export is missing, not a function/,
    ],
    ['whose default export is a number', 'export default 3', /default export is number, not a function/],
    ['that gives nothing', 'export default () => {}', /gives undefined for \{"throughputPerSecond":100/],
    ['that gives a promise', 'export default async () => 1', /gives a promise/],
    ['that gives one that is refused', 'export default async () => { throw 1; }', /gives a promise/],
    [
      'that goes by chance',
      'export default () => Math.random()',
      /gives another value each time it is asked/,
    ],
    [
      'that counts with a latency that is not there',
      'export default ({ completeLatencyMs }) => 1 / (completeLatencyMs ?? 0)',
      /gives Infinity for .*"completeLatencyMs":null/,
    ],
  ])('%s is refused', async (name, text, reason) => {
    const path =
      text === undefined ? join(directory, 'none.mjs') : module(`${name.replaceAll(' ', '-')}.mjs`, text);
    const refused = loadOwnUtility(path, silent);
    await expect(refused).rejects.toMatchObject({ code: 'TRIMTAB_E_OBJECTIVE' });
    await expect(refused).rejects.toThrow(reason);
  });

  it('that was changed is another one, and is read anew', async () => {
    const window = { throughputPerSecond: 1, completeLatencyMs: 1, costPerHour: 1, pauseSecondsLastHour: 0 };
    const first = await loadOwnUtility(module('changing.mjs', 'export default () => 1'), silent);
    const second = await loadOwnUtility(module('changing.mjs', 'export default () => 2'), silent);
    expect([first.of(window, balanced), second.of(window, balanced)]).toEqual([1, 2]);
    expect(first.sha256).not.toBe(second.sha256);
  });

  it('of the older kind is read anew, too', async () => {
    const window = { throughputPerSecond: 1, completeLatencyMs: 1, costPerHour: 1, pauseSecondsLastHour: 0 };
    const first = await loadOwnUtility(module('older.cjs', 'module.exports = () => 1'), silent);
    const second = await loadOwnUtility(module('older.cjs', 'module.exports = () => 2'), silent);
    expect([first.of(window, balanced), second.of(window, balanced)]).toEqual([1, 2]);
  });

  it('that fails later on gives no utility, and is told once', async () => {
    const text =
      'export default ({ costPerHour }) => { if (costPerHour > 5) throw new Error("dear"); return 1; }';
    const said: string[] = [];
    const own = await loadOwnUtility(module('failing.mjs', text), (one) => said.push(one));
    const dear = { throughputPerSecond: 1, completeLatencyMs: 1, costPerHour: 6, pauseSecondsLastHour: 0 };
    expect([own.of(dear, balanced), own.of(dear, balanced)]).toEqual([null, null]);
    expect(said).toEqual([expect.stringMatching(/failing\.mjs throws Error: dear for \{.*"costPerHour":6/)]);
  });

  it('that fails in another way each time is told a few times', async () => {
    const text = 'let n = 0; export default () => { if (n++ < 4) return 0; throw new Error(String(n)); }';
    const said: string[] = [];
    const own = await loadOwnUtility(module('failing-anew.mjs', text), (one) => said.push(one));
    const window = { throughputPerSecond: 1, completeLatencyMs: 1, costPerHour: 1, pauseSecondsLastHour: 0 };
    for (let i = 0; i < 50; i++) own.of(window, balanced);
    expect(said).toHaveLength(5);
  });

  it('cannot change what it is given', async () => {
    const text = 'export default (window, own) => { window.costPerHour = own.weights.cost = 99; return 1; }';
    const own = await loadOwnUtility(module('greedy.mjs', text), silent);
    const window = { throughputPerSecond: 1, completeLatencyMs: 1, costPerHour: 6, pauseSecondsLastHour: 0 };
    own.of(window, balanced);
    expect([window.costPerHour, balanced.weights.cost]).toEqual([6, 0.2]);
  });
});

const reference = { throughputPerSecond: 1000, completeLatencyMs: 200, costPerHour: 2 };
const asReference: Performance = { ...reference, acking: true, pauseSecondsLastHour: 0 };

function by(of: (window: Valued) => number | null, slo: Objective['slo'] = {}): Objective {
  const own: OwnUtility = { path: '/own.mjs', sha256: '0'.repeat(64), of };
  return { ...balanced, slo, own };
}

const linear = by(
  ({ throughputPerSecond: x, completeLatencyMs: r, costPerHour: c, pauseSecondsLastHour: p }) =>
    7 + x / 5000 - (r ?? 0) / 1000 - c / 20 - p / 1000,
);

describe('the utility of a function of the site', () => {
  it('is 0 at the reference, whatever the function gives there', () => {
    expect(utility(asReference, linear, reference)).toBeCloseTo(0, 12);
  });

  it('is what the function gives above the reference, part by part', () => {
    const better = {
      ...asReference,
      throughputPerSecond: 2000,
      completeLatencyMs: 100,
      costPerHour: 4,
      pauseSecondsLastHour: 50,
    };
    expect(contributions(better, linear, reference)).toEqual({
      throughput: expect.closeTo(0.2, 10) as number,
      latency: expect.closeTo(0.1, 10) as number,
      cost: expect.closeTo(-0.1, 10) as number,
      stability: expect.closeTo(-0.05, 10) as number,
      slo: -0,
    });
    expect(utility(better, linear, reference)).toBeCloseTo(0.15, 10);
  });

  it('shares alike what two parts do together only', () => {
    const together = by(({ throughputPerSecond: x, costPerHour: c }) => (x > 1500 && c < 1.5 ? 0.4 : 0));
    const both = { ...asReference, throughputPerSecond: 2000, costPerHour: 1 };
    expect(contributions(both, together, reference)).toMatchObject({
      throughput: expect.closeTo(0.2, 10) as number,
      cost: expect.closeTo(0.2, 10) as number,
    });
  });

  it('has parts that sum to it, within -1 and 1', () => {
    const positive = fc.double({ min: 0.01, max: 1e5, noNaN: true });
    const steep = by(({ throughputPerSecond: x, completeLatencyMs: r, costPerHour: c }) =>
      Math.log(x / (c * (r ?? 1))),
    );
    fc.assert(
      fc.property(positive, positive, positive, (x, r, c) => {
        const window = { ...asReference, throughputPerSecond: x, completeLatencyMs: r, costPerHour: c };
        const each = contributions(window, steep, reference);
        const sum = valueParts.reduce((all, part) => all + (each?.[part] ?? Number.NaN), 0);
        expect(sum).toBeCloseTo(utility(window, steep, reference) ?? Number.NaN, 9);
        expect(Math.abs(sum)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('is less by what a broken SLO takes away', () => {
    const objective = by(() => 0, { minThroughputPerSecond: 5000 });
    expect(utility(asReference, objective, reference)).toBeCloseTo(-0.5, 12);
  });

  it('counts nothing that a window does not tell', () => {
    expect(utility({ ...asReference, completeLatencyMs: null }, linear, reference)).toBeCloseTo(0, 12);
    const seen: (number | null)[] = [];
    const looking = by(({ completeLatencyMs }) => {
      seen.push(completeLatencyMs);
      return 0;
    });
    utility({ ...asReference, acking: false }, looking, reference);
    expect(seen).toEqual([null, null]);
  });

  it('is the worst where nothing moves, and unknown without a reference or a number', () => {
    const flattering = by(() => 1);
    const still = { ...asReference, throughputPerSecond: 0 };
    expect(utility(still, flattering, {})).toBe(-1);
    expect(contributions(still, flattering, {})).toMatchObject({ throughput: -1, latency: 0 });
    expect(utility(asReference, linear, {})).toBeNull();
    expect(contributions(asReference, linear, {})).toBeNull();
    expect(
      utility(
        asReference,
        by(() => null),
        reference,
      ),
    ).toBeNull();
    expect(
      contributions(
        asReference,
        by(() => null),
        reference,
      ),
    ).toBeNull();
  });
});

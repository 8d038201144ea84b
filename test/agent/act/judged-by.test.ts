// A change is judged by the objective that it was decided for, whatever the operator wants by the time it is measured.
import { afterEach, describe, expect, it } from 'vitest';
import { judgedBy, recorded, recordedObjectiveSchema } from '../../../src/agent/recorded-objective.js';
import { objectiveFrom } from '../../../src/config/index.js';
import { type Objective, utility } from '../../../src/objective/index.js';
import { balanced } from '../../builders.js';
import { Acting } from '../acting.js';

describe('an objective that is changed while a change is measured', () => {
  let acting: Acting;
  afterEach(() => acting.stop());

  it('does not undo it for an SLO that is new, and is what the next decision is made for', async () => {
    acting = await Acting.start();
    await acting.until('applied');
    const objective = { ...objectiveFrom('throughput', 'test'), slo: { completeLatencyMs: 1 } };
    acting.options = { ...acting.options, topology: () => ({ objective }) };
    expect(await acting.until('verified')).toMatchObject({ id: 'd1', code: 'AS_PROMISED' });
    expect(acting.lines('intended')[0]?.['objective']).not.toHaveProperty('slo.completeLatencyMs');
    const decided = await acting.until('decided');
    expect(acting.agent.settings().topology({ name: 'top-words', id: '' }).objective).toBe(objective);
    expect(JSON.stringify(decided)).toContain('completeLatencyMs');
  });
});

describe('the objective that a change is judged by', () => {
  const cost: Objective = objectiveFrom('cost', 'test');
  const own = (sha256: string) => ({ path: '/etc/trimtab/mine.mjs', sha256, of: () => 0.5 });
  const throughJournal = (text: unknown) => recordedObjectiveSchema.parse(JSON.parse(JSON.stringify(text)));

  it('is the one of now where an earlier release has kept none', () => {
    expect(judgedBy(null, cost)).toBe(cost);
  });

  it('is the one that was kept, after a restart, too', () => {
    expect(judgedBy(throughJournal(recorded(balanced)), cost)).toEqual(JSON.parse(JSON.stringify(balanced)));
  });

  it('keeps a function of the site while it is the same file, without which it gives no utility', () => {
    const kept = throughJournal(recorded({ ...balanced, own: own('a') }));
    const reference = { throughputPerSecond: 5, completeLatencyMs: 5, costPerHour: 1 };
    const window = {
      throughputPerSecond: 5,
      completeLatencyMs: 5,
      costPerHour: 1,
      acking: true,
      pauseSecondsLastHour: 0,
    };
    const worth = (now: typeof cost) => utility(window, judgedBy(kept, now), reference);
    expect(judgedBy(kept, { ...cost, own: own('a') }).own?.of).toBeTypeOf('function');
    expect(worth({ ...cost, own: own('a') })).not.toBeNull();
    expect(worth({ ...cost, own: own('b') })).toBeNull();
    expect(worth(cost)).toBeNull();
  });
});

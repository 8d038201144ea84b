// What an agent does to a Heron cluster through its API server, told by its journal and by the updates that are carried out.
import { afterEach, describe, expect, it } from 'vitest';
import { Acting, type ActingOptions } from './acting.js';

let acting: Acting;
afterEach(() => acting.stop());
const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start({ through: 'tracker', ...options });
};

describe('a starved bolt on Heron', () => {
  it.each(['fastapi', 'tornado'] as const)(
    'is given instances by one update, its outcome is measured and the topology left alone (%s)',
    async (generation) => {
      await start({ generation });
      await acting.ticks(14);
      expect(acting.story()).toMatchInlineSnapshot(`
        [
          "observed FIRST_SEEN",
          "observed WINDOW_NOT_FULL",
          "decided APPLY",
          "intended 1 of 1",
          "applied",
          "observed JUST_RESTARTED",
          "observed WINDOW_NOT_FULL",
          "verified AS_PROMISED",
          "decided COOL_DOWN",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
          "decided SUFFICIENT",
        ]
      `);
      expect(acting.calls).toMatchObject([{ change: { executors: { split: 8 } } }]);
      expect(acting.executors('split')).toBe(8);
      expect(acting.lines('verified')).toMatchObject([
        { changes: { 'parallelism.split': { from: 2, to: 8 } }, inBand: { throughput: true } },
      ]);
    },
  );
});

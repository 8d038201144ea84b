// An update that is wanted, and what becomes of it while the simulated Heron goes on.
import type { Operation } from '../../../src/clusters/index.js';
import type { SimulatedHeron } from '../../../src/emulator/index.js';
import { whilePending } from '../../emulator/heron/while-pending.js';

export function wanting(executors: Record<string, number>, workers: number | null = null): Operation {
  return { kind: 'rebalance-assignment', waitSeconds: 0, workers, executors };
}

/** What an update failed with; undefined where it did not. */
export function answerOf(heron: SimulatedHeron, answer: Promise<void>): Promise<unknown> {
  return whilePending(heron, answer, () => heron.world.advance(1)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

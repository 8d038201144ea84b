// Settings that kill: Nimbus takes any value in a rebalance, and whoever reads it later dies of it (Nimbus.rebalance validates nothing).
import type { Settings } from './scenario-schema.js';

interface FatalSetting {
  readonly kills: 'nimbus' | 'workers';
  readonly keys: readonly string[];
  readonly when: (value: unknown, settings: Settings) => boolean;
}

/** What Java makes of a value where it wants an int: text that is one will do, and null leaves it to the default. */
export function isWhole(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) return false;
  return (typeof value === 'number' || typeof value === 'string') && isInt(Number(value));
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

const notWhole = (value: unknown): boolean => !isWhole(value);
const notANumber = (value: unknown): boolean => value !== null && typeof value !== 'number';

/** A batch must fit twice into its buffer, or the constructor of the worker's queue throws. */
function exceedsHalf(bufferKey: string, otherwise: number, roundUp: (size: number) => number = (n) => n) {
  return (batch: unknown, settings: Settings): boolean => {
    const buffer = Number(settings[bufferKey] ?? otherwise);
    return Number(batch) > roundUp(buffer) / 2;
  };
}

const powerOfTwo = (size: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, size)));

/** The first two rows: read at each scheduling, so Nimbus exits with 20, and again after each start (measured). */
const table: readonly FatalSetting[] = [
  {
    kills: 'nimbus',
    keys: [
      'topology.acker.executors',
      'topology.eventlogger.executors',
      'topology.message.timeout.secs',
      'topology.priority',
    ],
    when: notWhole,
  },
  {
    kills: 'nimbus',
    keys: [
      'topology.component.cpu.pcore.percent',
      'topology.component.resources.offheap.memory.mb',
      'topology.component.resources.onheap.memory.mb',
    ],
    when: notANumber,
  },
  {
    kills: 'workers',
    keys: [
      'topology.batch.flush.interval.millis',
      'topology.executor.receive.buffer.size',
      'topology.max.spout.pending',
      'topology.producer.batch.size',
      'topology.transfer.batch.size',
      'topology.transfer.buffer.size',
    ],
    when: notWhole,
  },
  // Measured with 1000: WorkerTransfer throws.
  {
    kills: 'workers',
    keys: ['topology.transfer.batch.size'],
    when: exceedsHalf('topology.transfer.buffer.size', 1000),
  },
  {
    kills: 'workers',
    keys: ['topology.producer.batch.size'],
    when: exceedsHalf('topology.executor.receive.buffer.size', 32_768, powerOfTwo),
  },
  // One in trunc(1 / rate): above 1 that is one in none.
  {
    kills: 'workers',
    keys: ['topology.stats.sample.rate'],
    when: (rate) => notANumber(rate) || Number(rate) > 1,
  },
];

export function settingsKill(whom: FatalSetting['kills'], settings: Settings): boolean {
  return table.some(
    ({ kills, keys, when }) =>
      kills === whom && keys.some((key) => settings[key] !== undefined && when(settings[key], settings)),
  );
}

// What a topology's settings mean for measuring it.
import type { Generation, MeasuringFacts, Snapshot } from '../types.js';

export function measuringFacts(settings: Snapshot['configuration'], generation: Generation): MeasuringFacts {
  const positive = (key: string, otherwise: number): number => {
    const value = Number(settings[key]);
    return Number.isFinite(value) && value > 0 ? value : otherwise;
  };
  const pending = positive('topology.max.spout.pending', 0);
  return {
    // One in a whole number of tuples (ConfigUtils.samplingRate): from above a half on it counts all.
    sampleRate: 1 / Math.max(1, Math.trunc(1 / positive('topology.stats.sample.rate', 0.05))),
    // 1.2 sends statistics with the task heartbeat; 2.x has an interval of its own.
    statisticsIntervalSeconds:
      generation === 'storm-1.2'
        ? positive('task.heartbeat.frequency.secs', 3)
        : positive('executor.metrics.frequency.secs', 60),
    maxSpoutPending: pending > 0 ? pending : null,
    messageTimeoutSeconds: Math.ceil(positive('topology.message.timeout.secs', 30)),
  };
}

// One executor as Nimbus tells of it: where it runs, and its counters by window and stream.
import type {
  ExecutorView,
  Heartbeat,
  InputCounts,
  WindowCounts,
  WorkerView,
} from '../../simulator/index.js';
import { windowNames } from '../../simulator/index.js';
import type { StructValue, Value } from '../../thrift/index.js';
import { mean } from '../storm/aggregate.js';

/** Without `stats` until its worker has reported. */
export function executorSummary(
  executor: ExecutorView,
  { host, port }: WorkerView,
  isSpout: boolean,
): StructValue {
  const { heartbeat } = executor;
  return {
    executor_info: { task_start: executor.firstTask, task_end: executor.lastTask },
    component_id: executor.component,
    host,
    port,
    uptime_secs: heartbeat?.uptimeSeconds ?? 0,
    ...(heartbeat === null ? {} : { stats: statsOf(heartbeat, isSpout) }),
  };
}

function statsOf(heartbeat: Heartbeat, isSpout: boolean): StructValue {
  const byWindow = (entries: (counts: WindowCounts) => readonly Value[]): Value =>
    windowNames.map((window) => [window, entries(heartbeat.statistics[window])]);
  const outputs = (figure: 'emitted' | 'transferred'): Value =>
    byWindow((counts) => counts.outputs.map((one) => [one.stream, one[figure]]));
  return {
    emitted: outputs('emitted'),
    transferred: outputs('transferred'),
    specific: isSpout ? { spout: spoutStats(byWindow) } : { bolt: boltStats(byWindow) },
    rate: heartbeat.sampleRate,
  };
}

type ByWindow = (entries: (counts: WindowCounts) => readonly Value[]) => Value;

function spoutStats(byWindow: ByWindow): StructValue {
  return {
    acked: byWindow(({ completions }) => completions.map(({ stream, acked }) => [stream, acked])),
    failed: byWindow(({ completions }) =>
      completions.filter(({ failed }) => failed > 0).map(({ stream, failed }) => [stream, failed]),
    ),
    complete_ms_avg: byWindow(({ completions }) =>
      completions.map(({ stream, acked, completeMsSum }) => [stream, mean(completeMsSum, acked)]),
    ),
  };
}

/** Keyed by the stream that comes in: two components may send streams of one name. */
function boltStats(byWindow: ByWindow): StructValue {
  const byInput = (figure: (input: InputCounts) => number, keep = (_value: number) => true): Value =>
    byWindow(({ inputs }) =>
      inputs
        .map((input) => [{ componentId: input.component, streamId: input.stream }, figure(input)] as const)
        .filter(([, value]) => keep(value)),
    );
  return {
    acked: byInput(({ acked }) => acked),
    failed: byInput(
      ({ failed }) => failed,
      (failed) => failed > 0,
    ),
    process_ms_avg: byInput(({ processMsSum, acked }) => mean(processMsSum, acked)),
    executed: byInput(({ executed }) => executed),
    execute_ms_avg: byInput(({ executeMsSum, executed }) => mean(executeMsSum, executed)),
  };
}

// What a Nimbus answers about a word count on two workers: one executor has not reported, and streams are of every kind.
import type { CallName } from '../../../../src/thrift/calls.js';
import type { StructValue, Value } from '../../../../src/thrift/types.js';
import type { Answering } from './nimbus-server.js';

export const wordCountId = 'words-1-1700000000';
const nothing = {};

type Streams = Readonly<Record<string, number>>;
/** By "component:stream". */
type Inputs = Readonly<Record<string, readonly [count: number, meanMs: number]>>;

/** The same in every window but for the ten minutes, which hold half. */
function byWindow(entries: readonly Value[]): Value {
  const half = entries.map((entry) => {
    const [key, n] = entry as readonly [Value, number];
    return [key, Number.isInteger(n) ? n / 2 : n];
  });
  return [
    [':all-time', entries],
    ['600', half],
  ];
}

const stream = (name: string): Value => {
  const [componentId = '', streamId = ''] = name.split(':');
  return { componentId, streamId };
};

function bolt(emitted: Streams, inputs: Inputs): StructValue {
  const counts = byWindow(Object.entries(inputs).map(([name, [n]]) => [stream(name), n]));
  const means = byWindow(Object.entries(inputs).map(([name, [, ms]]) => [stream(name), ms]));
  const stats = { acked: counts, failed: [], process_ms_avg: means, executed: counts, execute_ms_avg: means };
  return outputs(emitted, { bolt: stats });
}

function spout(emitted: Streams, acked: Streams, meanMs: number): StructValue {
  const means = byWindow(Object.keys(acked).map((name) => [name, meanMs]));
  return outputs(emitted, {
    spout: { acked: byWindow(Object.entries(acked)), failed: [], complete_ms_avg: means },
  });
}

function outputs(emitted: Streams, specific: StructValue): StructValue {
  const counts = byWindow(Object.entries(emitted));
  return { emitted: counts, transferred: counts, specific, rate: 0.05 };
}

function executor(
  component: string,
  tasks: readonly [number, number],
  port: number,
  stats?: StructValue,
): StructValue {
  return {
    executor_info: { task_start: tasks[0], task_end: tasks[1] },
    component_id: component,
    host: 'node-1',
    port,
    uptime_secs: stats === undefined ? 0 : 100,
    stats,
  };
}

const executors = [
  executor(
    'lines',
    [1, 2],
    6700,
    spout({ default: 1000, side: 200, __ack_init: 1200 }, { default: 900, side: 100 }, 12.5),
  ),
  executor(
    'split',
    [3, 4],
    6700,
    bolt({ default: 3000, __metrics: 20 }, { 'lines:default': [1000, 2.5], 'lines:side': [200, 8.5] }),
  ),
  executor('split', [5, 6], 6701),
  executor('count', [7, 7], 6701, bolt({}, { 'split:default': [3000, Number.NaN] })),
  executor('__acker', [8, 8], 6700, bolt({ __ack_ack: 1200 }, { 'lines:__ack_init': [1200, 0.5] })),
];

const component = (inputs: readonly Value[], tasks: number): StructValue => ({
  common: {
    inputs,
    streams: [],
    parallelism_hint: 1,
    json_conf: JSON.stringify({ 'topology.tasks': tasks }),
  },
});

const answers: Readonly<Partial<Record<CallName, Value>>> = {
  getClusterInfo: {
    supervisors: [
      { host: 'node-1', uptime_secs: 9, num_workers: 4, num_used_workers: 2, supervisor_id: 'a' },
    ],
    topologies: [
      {
        id: wordCountId,
        name: 'words',
        num_tasks: 8,
        num_executors: 5,
        num_workers: 2,
        uptime_secs: 300,
        status: 'ACTIVE',
      },
    ],
    nimbuses: [],
  },
  getNimbusConf: JSON.stringify({
    'nimbus.seeds': ['node-1'],
    'executor.metrics.frequency.secs': 10,
    'topology.message.timeout.secs': 30,
  }),
  getTopologyConf: JSON.stringify({ 'topology.message.timeout.secs': 60, 'topology.max.spout.pending': 50 }),
  getUserTopology: {
    spouts: [['lines', component([], 2)]],
    bolts: [
      ['count', component([[stream('split:default'), { fields: ['word'] }]], 1)],
      [
        'split',
        component(
          [
            [stream('lines:default'), { shuffle: nothing }],
            [stream('lines:side'), { all: nothing }],
          ],
          4,
        ),
      ],
    ],
  },
  getTopologyInfoWithOpts: {
    id: wordCountId,
    name: 'words',
    uptime_secs: 300,
    executors,
    status: 'ACTIVE',
    errors: [
      [
        'split',
        [
          { error: 'java.lang.RuntimeException: old\n\tat a.B', error_time_secs: 1_700_000_100 },
          { error: 'java.lang.RuntimeException: new\n\tat a.B', error_time_secs: 1_700_000_200 },
        ],
      ],
    ],
  },
};

/** @param leader what it says of itself */
export function wordCountNimbus(
  leader: () => StructValue,
  without: Partial<Record<CallName, StructValue>> = {},
): Answering {
  return (call, values) => {
    if (call === 'getLeader') return leader();
    const instead = without[call];
    if (instead !== undefined) return instead;
    if ('id' in values && values['id'] !== wordCountId)
      return { NotAliveException: { msg: `${String(values['id'])} is not alive` } };
    return { success: answers[call] };
  };
}

// The structs of Nimbus's Thrift interface, Storm 1.2 and 2.x: only the fields that a tuning agent needs (storm.thrift).
import { list, map, struct, type Type } from './types.js';

const nothing = struct('NullStruct', {});

export const globalStreamId = struct('GlobalStreamId', {
  1: ['componentId', 'string'],
  2: ['streamId', 'string'],
});

/** One field is set, and its name is the grouping; what it holds matters for `fields` alone. */
const grouping = struct('Grouping', {
  1: ['fields', list('string')],
  2: ['shuffle', nothing],
  3: ['all', nothing],
  4: ['none', nothing],
  5: ['direct', nothing],
  6: ['custom_object', nothing],
  7: ['custom_serialized', 'binary'],
  8: ['local_or_shuffle', nothing],
});

const streamInfo = struct('StreamInfo', { 1: ['output_fields', list('string')], 2: ['direct', 'bool'] });

const componentCommon = struct('ComponentCommon', {
  1: ['inputs', map(globalStreamId, grouping)],
  2: ['streams', map('string', streamInfo)],
  3: ['parallelism_hint', 'i32'],
  4: ['json_conf', 'string'],
});

const component = (name: string) => struct(name, { 2: ['common', componentCommon] });

export const stormTopology = struct('StormTopology', {
  1: ['spouts', map('string', component('SpoutSpec'))],
  2: ['bolts', map('string', component('Bolt'))],
});

const topologySummary = struct('TopologySummary', {
  1: ['id', 'string'],
  2: ['name', 'string'],
  3: ['num_tasks', 'i32'],
  4: ['num_executors', 'i32'],
  5: ['num_workers', 'i32'],
  6: ['uptime_secs', 'i32'],
  7: ['status', 'string'],
});

const supervisorSummary = struct('SupervisorSummary', {
  1: ['host', 'string'],
  2: ['uptime_secs', 'i32'],
  3: ['num_workers', 'i32'],
  4: ['num_used_workers', 'i32'],
  5: ['supervisor_id', 'string'],
  7: ['total_resources', map('string', 'double')],
  8: ['used_mem', 'double'],
  9: ['used_cpu', 'double'],
  12: ['blacklisted', 'bool'],
});

export const nimbusSummary = struct('NimbusSummary', {
  1: ['host', 'string'],
  2: ['port', 'i32'],
  3: ['uptime_secs', 'i32'],
  4: ['isLeader', 'bool'],
  5: ['version', 'string'],
});

export const clusterSummary = struct('ClusterSummary', {
  1: ['supervisors', list(supervisorSummary)],
  3: ['topologies', list(topologySummary)],
  4: ['nimbuses', list(nimbusSummary)],
});

const errorInfo = struct('ErrorInfo', {
  1: ['error', 'string'],
  2: ['error_time_secs', 'i32'],
  3: ['host', 'string'],
  4: ['port', 'i32'],
});

/** By window (":all-time", "600", …), then by stream. */
const byWindow = (key: Type, value: Type) => map('string', map(key, value));

const boltStats = struct('BoltStats', {
  1: ['acked', byWindow(globalStreamId, 'i64')],
  2: ['failed', byWindow(globalStreamId, 'i64')],
  3: ['process_ms_avg', byWindow(globalStreamId, 'double')],
  4: ['executed', byWindow(globalStreamId, 'i64')],
  5: ['execute_ms_avg', byWindow(globalStreamId, 'double')],
});

const spoutStats = struct('SpoutStats', {
  1: ['acked', byWindow('string', 'i64')],
  2: ['failed', byWindow('string', 'i64')],
  3: ['complete_ms_avg', byWindow('string', 'double')],
});

export const executorStats = struct('ExecutorStats', {
  1: ['emitted', byWindow('string', 'i64')],
  2: ['transferred', byWindow('string', 'i64')],
  3: ['specific', struct('ExecutorSpecificStats', { 1: ['bolt', boltStats], 2: ['spout', spoutStats] })],
  4: ['rate', 'double'],
});

const executorSummary = struct('ExecutorSummary', {
  1: ['executor_info', struct('ExecutorInfo', { 1: ['task_start', 'i32'], 2: ['task_end', 'i32'] })],
  2: ['component_id', 'string'],
  3: ['host', 'string'],
  4: ['port', 'i32'],
  5: ['uptime_secs', 'i32'],
  7: ['stats', executorStats],
});

export const topologyInfo = struct('TopologyInfo', {
  1: ['id', 'string'],
  2: ['name', 'string'],
  3: ['uptime_secs', 'i32'],
  4: ['executors', list(executorSummary)],
  5: ['status', 'string'],
  6: ['errors', map('string', list(errorInfo))],
  513: ['sched_status', 'string'],
});

/** 1.2 has fields 1 to 3 and silently drops the others. */
export const rebalanceOptions = struct('RebalanceOptions', {
  1: ['wait_secs', 'i32'],
  2: ['num_workers', 'i32'],
  3: ['num_executors', map('string', 'i32')],
  4: ['topology_resources_overrides', map('string', map('string', 'double'))],
  5: ['topology_conf_overrides', 'string'],
});

/** An enum is an i32 on the wire. */
export const numErrorsChoice = { all: 0, none: 1, one: 2 } as const;
export const getInfoOptions = struct('GetInfoOptions', { 1: ['num_err_choice', 'i32'] });

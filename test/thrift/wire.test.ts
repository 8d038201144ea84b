// The numbers of the fields are those of storm.thrift: client and emulator share one table, in which a wrong number would cancel out.
import { expect, it } from 'vitest';
import { encodeCall } from '../../src/thrift/message.js';
import { Reader } from '../../src/thrift/read.js';
import { clusterSummary, numErrorsChoice, topologyInfo } from '../../src/thrift/structs.js';

const hex = (...parts: readonly string[]): string => parts.join('').replaceAll(' ', '');
const read = (struct: typeof topologyInfo, ...parts: readonly string[]) =>
  new Reader(Buffer.from(hex(...parts), 'hex')).struct(struct);

it('a rebalance is sent as RebalanceOptions has it', () => {
  const options = {
    wait_secs: 10,
    num_workers: 3,
    num_executors: [['s', 4]],
    topology_resources_overrides: [['s', [['m', 256]]]],
    topology_conf_overrides: '{}',
  };
  expect(encodeCall('rebalance', { name: 'w', options }, 7).toString('hex')).toBe(
    hex(
      '80010001 00000009 726562616c616e6365 00000007',
      '0b 0001 00000001 77', // name
      '0c 0002', // options
      '08 0001 0000000a', // wait_secs
      '08 0002 00000003', // num_workers
      '0d 0003 0b 08 00000001 00000001 73 00000004', // num_executors
      '0d 0004 0b 0d 00000001 00000001 73 0b 04 00000001 00000001 6d 4070000000000000', // topology_resources_overrides
      '0b 0005 00000002 7b7d', // topology_conf_overrides
      '00 00',
    ),
  );
});

it('a topology is asked about with one error of each component', () => {
  const options = { num_err_choice: numErrorsChoice.one };
  expect(encodeCall('getTopologyInfoWithOpts', { id: 'w', options }, 7).toString('hex')).toBe(
    hex(
      '80010001 00000017 676574546f706f6c6f6779496e666f576974684f707473 00000007',
      '0b 0001 00000001 77 0c 0002 08 0001 00000002 00 00',
    ),
  );
  expect(numErrorsChoice).toEqual({ all: 0, none: 1, one: 2 });
});

it('a supervisor is read as SupervisorSummary has it', () => {
  const supervisor = hex(
    '0b 0001 00000001 68', // host
    '08 0002 0000003c', // uptime_secs
    '08 0003 00000004', // num_workers
    '08 0004 00000001', // num_used_workers
    '0b 0005 00000001 69', // supervisor_id
    '0b 0006 00000001 76', // version: not read
    '04 0008 4070000000000000', // used_mem
    '04 0009 4059000000000000', // used_cpu
    '02 000c 01', // blacklisted
    '00',
  );
  expect(read(clusterSummary, '0f 0001 0c 00000001', supervisor, '00')).toEqual({
    supervisors: [
      {
        host: 'h',
        uptime_secs: 60,
        num_workers: 4,
        num_used_workers: 1,
        supervisor_id: 'i',
        used_mem: 256,
        used_cpu: 100,
        blacklisted: true,
      },
    ],
  });
});

it('an executor is read as ExecutorSummary has it', () => {
  const executor = hex(
    '0c 0001 08 0001 00000003 08 0002 00000005 00', // executor_info
    '0b 0002 00000001 63', // component_id
    '0b 0003 00000001 68', // host
    '08 0004 00001a2c', // port
    '08 0005 0000003c', // uptime_secs
    '00',
  );
  const status = '0b 0005 00000006 414354495645';
  expect(read(topologyInfo, '0f 0004 0c 00000001', executor, status, '00')).toEqual({
    executors: [
      {
        executor_info: { task_start: 3, task_end: 5 },
        component_id: 'c',
        host: 'h',
        port: 6700,
        uptime_secs: 60,
      },
    ],
    status: 'ACTIVE',
  });
});

// The calls of Nimbus: their arguments, what they return and which exceptions they declare. A further call is one more row.
import {
  clusterSummary,
  getInfoOptions,
  nimbusSummary,
  rebalanceOptions,
  stormTopology,
  topologyInfo,
} from './structs.js';
import { type Struct, struct, type Type } from './types.js';

export interface Call {
  readonly arguments: Struct;
  /** Field 0 is what it returns, absent for a call that returns nothing; the others are its exceptions, each with a `msg`. */
  readonly result: Struct;
}

const message: Struct['fields'] = { 1: ['msg', 'string'] };
const notAlive = struct('NotAliveException', message);
const refused = struct('AuthorizationException', message);
const invalid = struct('InvalidTopologyException', message);

function call(parameters: Struct['fields'], returns: Type | null, throws: readonly Struct[]): Call {
  const exceptions = throws.map((type, index) => [index + 1, [type.struct, type]] as const);
  return {
    arguments: struct('arguments', parameters),
    result: struct('result', {
      ...(returns === null ? {} : { 0: ['success', returns] as const }),
      ...Object.fromEntries(exceptions),
    }),
  };
}

const id = ['id', 'string'] as const;
const name = ['name', 'string'] as const;

export const calls = {
  getLeader: call({}, nimbusSummary, [refused]),
  getClusterInfo: call({}, clusterSummary, [refused]),
  getNimbusConf: call({}, 'string', [refused]),
  getTopologyInfoWithOpts: call({ 1: id, 2: ['options', getInfoOptions] }, topologyInfo, [notAlive, refused]),
  getTopologyConf: call({ 1: id }, 'string', [notAlive, refused]),
  getUserTopology: call({ 1: id }, stormTopology, [notAlive, refused]),
  activate: call({ 1: name }, null, [notAlive, refused]),
  deactivate: call({ 1: name }, null, [notAlive, refused]),
  // Declared in this order in storm.thrift: e is 1, ite 2, aze 3.
  rebalance: call({ 1: name, 2: ['options', rebalanceOptions] }, null, [notAlive, invalid, refused]),
  killTopology: call({ 1: name }, null, [notAlive, refused]),
} as const satisfies Record<string, Call>;

export type CallName = keyof typeof calls;

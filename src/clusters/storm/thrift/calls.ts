// The calls of Nimbus: their arguments, what they return and which exceptions they declare. A further call is one more row.
import { clusterSummary, getInfoOptions, nimbusSummary, stormTopology, topologyInfo } from './structs.js';
import { type Struct, struct, type Type } from './types.js';

export interface Call {
  readonly arguments: Struct;
  /** Field 0 is what it returns; the others are its exceptions, each with a `msg`. */
  readonly result: Struct;
}

const message: Struct['fields'] = { 1: ['msg', 'string'] };
const notAlive = struct('NotAliveException', message);
const refused = struct('AuthorizationException', message);

function call(parameters: Struct['fields'], returns: Type, throws: readonly Struct[]): Call {
  const exceptions = throws.map((type, index) => [index + 1, [type.struct, type]] as const);
  return {
    arguments: struct('arguments', parameters),
    result: struct('result', { 0: ['success', returns], ...Object.fromEntries(exceptions) }),
  };
}

const id = ['id', 'string'] as const;

export const calls = {
  getLeader: call({}, nimbusSummary, [refused]),
  getClusterInfo: call({}, clusterSummary, [refused]),
  getNimbusConf: call({}, 'string', [refused]),
  getTopologyInfoWithOpts: call({ 1: id, 2: ['options', getInfoOptions] }, topologyInfo, [notAlive, refused]),
  getTopologyConf: call({ 1: id }, 'string', [notAlive, refused]),
  getUserTopology: call({ 1: id }, stormTopology, [notAlive, refused]),
} as const satisfies Record<string, Call>;

export type CallName = keyof typeof calls;

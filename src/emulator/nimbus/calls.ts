// What Nimbus answers to each call, about the same world as the UI.
import { z } from 'zod';
import type { OperationResult, TopologyView, World } from '../../simulator/index.js';
import {
  type CallName,
  failure,
  numErrorsChoice,
  type Reply,
  type StructValue,
  type Value,
} from '../../thrift/index.js';
import { type EmulatedCluster, nimbusConfiguration, storedConfiguration } from '../storm/configuration.js';
import { clusterSummary, nimbusSummary } from './cluster-structs.js';
import { changeOf, rebalanceOptionsSchema } from './rebalance-options.js';
import { topologyInfo, userTopology } from './topology-structs.js';

export interface Served {
  readonly world: World;
  readonly cluster: () => EmulatedCluster;
}

type Answer = (served: Served, values: StructValue) => Reply;

const answers: Readonly<Record<CallName, Answer>> = {
  getLeader: ({ cluster }) => returned(nimbusSummary(cluster())),
  getClusterInfo: ({ cluster, world }) => returned(clusterSummary(cluster(), world.topologies())),
  getNimbusConf: ({ cluster }) => returned(JSON.stringify(nimbusConfiguration(cluster()))),
  getTopologyInfoWithOpts: ofTopology((topology, { world }, values) => {
    const { num_err_choice: errors = numErrorsChoice.all } = infoOptions.parse(values['options']);
    return topologyInfo(topology, world.nowMs(), errors);
  }),
  getTopologyConf: ofTopology((topology) => JSON.stringify(storedConfiguration(topology))),
  getUserTopology: ofTopology((topology) => userTopology(topology)),
  activate: operation('activate', ({ id }, { world }) => world.activate(id)),
  deactivate: operation('deactivate', ({ id }, { world }) => world.deactivate(id)),
  killTopology: operation('killTopology', (topology, served) =>
    served.world.kill(topology.id, messageTimeoutSeconds(topology, served)),
  ),
  rebalance: operation('rebalance', (topology, served, values) => {
    const options = rebalanceOptionsSchema.parse(values['options']);
    const waitSeconds = options.wait_secs ?? messageTimeoutSeconds(topology, served);
    return served.world.rebalance(topology.id, waitSeconds, changeOf(options));
  }),
};

const infoOptions = z.object({ num_err_choice: z.int().optional() });

/** Arguments that are missing or make no sense end as in Java: an exception that the call does not declare. */
export function answer(call: CallName, served: Served, values: StructValue): Reply {
  try {
    return answers[call](served, values);
  } catch (error) {
    if (error instanceof z.ZodError) return internalError(call);
    throw error;
  }
}

function internalError(call: CallName): Reply {
  return { kind: 'failed', type: failure.internalError, text: `Internal error processing ${call}` };
}

/** A call that reads, by id. */
function ofTopology(read: (topology: TopologyView, served: Served, values: StructValue) => Value): Answer {
  return (served, values) => {
    const id = z.string().parse(values['id']);
    const topology = served.world.topologies().find((one) => one.id === id);
    return topology === undefined ? notAlive(id) : returned(read(topology, served, values));
  };
}

/** A call that acts, by name. It ends when Nimbus has taken it, not when anything is done. */
function operation(
  call: CallName,
  operate: (topology: TopologyView, served: Served, values: StructValue) => OperationResult,
): Answer {
  return (served, values) => {
    const name = z.string().parse(values['name']);
    const topology = served.world.topologies().find((one) => one.name === name);
    if (topology === undefined) return notAlive(`${name} is not alive`);
    const result = operate(topology, served, values);
    if (result.ok) return { kind: 'done' };
    if (result.reason !== 'invalid') return internalError(call);
    return { kind: 'threw', exception: 'InvalidTopologyException', text: result.text };
  };
}

function messageTimeoutSeconds(topology: TopologyView, { cluster }: Served): number {
  const settings = { ...nimbusConfiguration(cluster()), ...topology.settings };
  return Number(settings['topology.message.timeout.secs']);
}

function notAlive(text: string): Reply {
  return { kind: 'threw', exception: 'NotAliveException', text };
}

function returned(value: Value): Reply {
  return { kind: 'returned', value };
}

// The simulated cluster in virtual time: it moves only when told to, and one seed always gives one run.

import type { Packing } from '../model/index.js';
import { createRandom } from '../util/index.js';
import { nimbusWatch, startDaemons } from './daemons.js';
import { requestActive, requestKill, requestRebalance, startNimbusAgain } from './nimbus.js';
import type { PlanChange } from './plan.js';
import { requestRepack } from './repack.js';
import type { Scenario } from './scenario-schema.js';
import { commit, sourcesOf } from './sources.js';
import { disturb, stepTopology, submit } from './topology.js';
import type { Topology } from './topology-state.js';
import type { ClusterView, Disturbance, OperationResult, SourceView, TopologyView, Truth } from './types.js';
import { clusterOf, truthOf, viewOf } from './view.js';

export interface WorldOptions {
  /** Default: the scenario's own. */
  readonly seed?: number;
  /** Virtual time at which the scenario begins, milliseconds since the epoch. Default 2026-01-01T00:00:00Z. */
  readonly startAtMs?: number;
  /** How long the topology has been running then. Default 1200, so that the engine's ten-minute window is full. */
  readonly warmUpSeconds?: number;
  /** Hears of each second, those of the warm-up too: for what collects statistics as they come. */
  readonly onSecond?: (topologies: readonly TopologyView[], truth: Truth | null, nowMs: number) => void;
}

export interface World {
  readonly scenario: Scenario;
  nowMs(): number;
  /** Goes on by that much virtual time; fractions of a second add up. */
  advance(seconds: number): void;
  cluster(): ClusterView;
  topologies(): readonly TopologyView[];
  activate(id: string): OperationResult;
  deactivate(id: string): OperationResult;
  /** `change` is what Thrift can ask for; Storm's REST API passes only the wait. */
  rebalance(id: string, waitSeconds: number, change?: PlanChange): OperationResult;
  /** Heron: puts a new packing plan into force. */
  repack(id: string, packing: Packing): OperationResult;
  kill(id: string, waitSeconds: number): OperationResult;
  /** Puts the cluster or the topology into a special state at once. */
  disturb(disturbance: Disturbance): void;
  /** Removes the topology: an empty cluster. */
  clear(): void;
  /** Hears each time Nimbus goes or comes back. */
  onNimbus(listener: (isUp: boolean) => void): void;
  /** The logs that the spouts read from; none on an empty cluster. */
  sources(): readonly SourceView[];
  /** What no agent can see; null on an empty cluster. */
  truth(): Truth | null;
}

const defaultStartAtMs = Date.UTC(2026, 0, 1);
const defaultWarmUpSeconds = 1200;

export function createWorld(scenario: Scenario, options: WorldOptions = {}): World {
  const startAtMs = options.startAtMs ?? defaultStartAtMs;
  const warmUpSeconds = Math.round(options.warmUpSeconds ?? defaultWarmUpSeconds);
  const random = createRandom(options.seed ?? scenario.seed);
  const chances = {
    load: random.fork('load'),
    service: random.fork('service'),
    sampling: random.fork('sampling'),
    timing: random.fork('timing'),
    keys: random.fork('keys'),
    workload: random.fork('workload'),
  };
  // World seconds count from the submission; the scenario begins warmUpSeconds later.
  let nowSeconds = 0;
  let fractionSeconds = 0;
  const toMs = (seconds: number): number => startAtMs + (seconds - warmUpSeconds) * 1000;
  const daemons = startDaemons(scenario.cluster.settings, random.fork('localizer'));
  const nimbus = nimbusWatch(daemons);
  let submissions = 0;
  const submitNow = (backlogTuples?: number): Topology => {
    submissions += 1;
    const id = `${scenario.name}-${submissions}-${Math.floor(toMs(nowSeconds) / 1000)}`;
    return submit(scenario, id, nowSeconds, nowSeconds - warmUpSeconds, chances, backlogTuples);
  };
  let topology: Topology | null = submitNow();

  const withTopology = (wanted: string, operate: (found: Topology) => OperationResult): OperationResult =>
    topology?.id === wanted ? operate(topology) : { ok: false, reason: 'not-alive' };
  const step = (): void => {
    nowSeconds += 1;
    if (topology !== null) {
      if (!stepTopology(topology, daemons, nowSeconds, nowSeconds - warmUpSeconds)) topology = null;
      nimbus.tell();
    }
    if (options.onSecond === undefined) return;
    const views = topology === null ? [] : [viewOf(topology, toMs)];
    options.onSecond(views, topology === null ? null : truthOf(topology), toMs(nowSeconds));
  };
  const advance = (seconds: number): void => {
    if (!(seconds >= 0)) throw new RangeError(`time cannot go on by ${seconds} seconds`);
    fractionSeconds += seconds;
    while (fractionSeconds >= 1) {
      fractionSeconds -= 1;
      step();
    }
  };
  advance(warmUpSeconds);
  // The warm-up fills the statistics only: the scenario begins with a source that is up to date.
  topology.work = { ...topology.work, backlogTuples: 0 };
  commit(topology);

  return {
    scenario,
    advance,
    nowMs: () => toMs(nowSeconds + fractionSeconds),
    cluster: () => clusterOf(scenario, daemons, topology, nowSeconds + fractionSeconds, toMs),
    topologies: () => (topology === null ? [] : [viewOf(topology, toMs)]),
    activate: (wanted) => withTopology(wanted, (found) => requestActive(found, true)),
    deactivate: (wanted) => withTopology(wanted, (found) => requestActive(found, false)),
    rebalance: (wanted, waitSeconds, change = {}) =>
      withTopology(wanted, (found) => requestRebalance(found, change, waitSeconds, nowSeconds)),
    repack: (wanted, packing) => withTopology(wanted, (found) => requestRepack(found, packing, nowSeconds)),
    kill: (wanted, waitSeconds) =>
      withTopology(wanted, (found) => requestKill(found, waitSeconds, nowSeconds)),
    disturb: (disturbance) => {
      if (disturbance === 'resubmit') {
        const { backlogTuples, inFlightTuples } = topology?.work ?? { backlogTuples: 0, inFlightTuples: 0 };
        topology = submitNow(backlogTuples + inFlightTuples);
      } else if (disturbance === 'nimbus-down') {
        daemons.nimbusUp = false;
      } else if (disturbance === 'supervisor-down') {
        daemons.supervisorOutage = { sinceSeconds: nowSeconds, untilSeconds: Number.POSITIVE_INFINITY };
      } else {
        if (disturbance === 'none') {
          startNimbusAgain(topology, daemons);
          daemons.supervisorOutage = null;
        }
        if (topology !== null) disturb(topology, disturbance, nowSeconds);
      }
      nimbus.tell();
    },
    onNimbus: nimbus.listen,
    clear: () => {
      topology = null;
    },
    sources: () => (topology === null ? [] : sourcesOf(topology)),
    truth: () => (topology === null ? null : truthOf(topology)),
  };
}

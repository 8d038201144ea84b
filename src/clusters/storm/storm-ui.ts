// The Cluster port over the REST API of Storm's UI; where the UI drops what it is told, changes go to the Nimbus that it names.
import { TrimtabError } from '../../errors/index.js';
import { endingTogether, keepOnly } from '../../util/index.js';
import { type GetJson, type HttpOptions, httpReader } from '../rest/http.js';
import { readBody } from '../rest/read-body.js';
import type { Cluster, ClusterInfo, Operation, Snapshot, SpoutLag, TopologyRef } from '../types.js';
import { stormDialect } from './answer-errors.js';
import { isResourceAware } from './asked.js';
import { isWholeDag } from './dag.js';
import { httpPoster, type PostJson } from './http-post.js';
import { identityOf, unlessRefused } from './identity.js';
import { lagSchema, spoutLags } from './lag.js';
import { nodesOf, schedulerOf } from './nodes.js';
import { refuseUnlessSame, refuseWhatIsDropped, restBody } from './rebalance-request.js';
import {
  type ComponentPage,
  clusterSummarySchema,
  componentPageSchema,
  configurationSchema,
  nimbusSummarySchema,
  supervisorSummarySchema,
  topologyPageSchema,
  topologySummarySchema,
  type Visualization,
  visualizationSchema,
} from './schemas.js';
import { buildSnapshot } from './snapshot.js';
import { rebalanceByCommand, speaksPlainThrift, type Via } from './storm-command.js';
import { addressText, nimbusClient, rebalanceByNimbus } from './thrift/index.js';
import { generationOf, topologyStatus } from './words.js';

export interface StormOptions extends HttpOptions {
  readonly name: string;
  /** Cluster time in milliseconds since the epoch. */
  readonly now: () => number;
  /** "host:port" of Nimbus hosts to act through, beside the leader that the UI names. */
  readonly nimbus?: readonly string[] | undefined;
  /** Whether to ask for the lag of the spouts. */
  readonly lag?: boolean;
  /** Default: auto. */
  readonly via?: Via;
  /** The storm command, where changes go through it; default: the one in PATH. */
  readonly stormCommand?: string;
}

interface Source {
  readonly get: GetJson;
  readonly now: () => number;
  /** Only whole ones: a topology's DAG is fixed at submission, and a new submission has a new id. What is not listed is forgotten. */
  readonly dags: Map<string, Visualization>;
  readonly known: (signal: AbortSignal) => Promise<ClusterInfo>;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function stormCluster(options: StormOptions): Cluster {
  const get = httpReader(options, stormDialect);
  const post = httpPoster(options);
  let known: ClusterInfo | undefined;
  const info = async (signal: AbortSignal): Promise<ClusterInfo> => {
    known = await endingTogether(signal, (own) => readInfo(get, own));
    return known;
  };
  const source: Source = {
    get,
    now: options.now,
    dags: new Map(),
    known: async (signal) => known ?? (await info(signal)),
  };
  const lag = async (topology: TopologyRef, signal: AbortSignal): Promise<SpoutLag[]> => {
    const path = `/topology/${encodeURIComponent(topology.id)}/lag`;
    return spoutLags(path, readBody(lagSchema, path, await get(path, signal)));
  };
  const sendsByCommand = async (signal: AbortSignal): Promise<boolean> =>
    options.via === 'storm-cli' || !(await isPlainThrift(get, signal));
  return {
    name: options.name,
    sendsByCommand,
    ...(options.lag === true ? { lag } : {}),
    info,
    topologies: async (signal) => {
      const refs = await readTopologies(get, signal);
      keepOnly(
        source.dags,
        refs.map(({ id }) => id),
      );
      return refs;
    },
    snapshot: (topology, span, signal) =>
      endingTogether(signal, (own) => readSnapshot(source, topology, span, own)).catch((thrown: unknown) =>
        throwUnlessListed(get, topology, thrown, signal),
      ),
    identity: async (signal) =>
      identityOf(await readConfiguration(get, signal), () => readLeader(get, signal)),
    rebalance: async (topology, operation, signal) => {
      // Asked anew: an upgrade of the cluster changes the way.
      const { generation } = await info(signal);
      refuseWhatIsDropped(operation, generation);
      if (await sendsByCommand(signal)) {
        refuseUnlessSame(await readTopologies(get, signal), topology);
        await rebalanceByCommand(options.stormCommand ?? 'storm', topology, operation, signal);
        return;
      }
      if (generation === 'storm-1.2' && options.nimbus === undefined) {
        await rebalanceByUi(get, post, topology, operation, signal);
        return;
      }
      const named = addressText(await readLeader(get, signal));
      const seeds = [...new Set([...(options.nimbus ?? []), named])];
      await rebalanceByNimbus(nimbusClient({ ...options, seeds }), topology, operation, signal);
    },
  };
}

/** The UI of 1.2 hands the body on; that of 2.x drops it and answers "success" all the same. */
async function rebalanceByUi(
  get: GetJson,
  post: PostJson,
  topology: TopologyRef,
  operation: Operation,
  signal: AbortSignal,
): Promise<void> {
  const path = `/topology/${encodeURIComponent(topology.id)}/rebalance/${operation.waitSeconds}`;
  const body = restBody(operation);
  refuseUnlessSame(await readTopologies(get, signal), topology);
  await post(path, body, signal);
}

async function readConfiguration(get: GetJson, signal: AbortSignal) {
  const path = '/cluster/configuration';
  const answer = await unlessRefused(get(path, signal));
  return answer === null ? null : readBody(configurationSchema, path, answer);
}

/** Where the configuration may not be read, Thrift is tried: a Nimbus that wants a handshake says so. */
async function isPlainThrift(get: GetJson, signal: AbortSignal): Promise<boolean> {
  return speaksPlainThrift((await readConfiguration(get, signal)) ?? {});
}

async function readLeader(get: GetJson, signal: AbortSignal): Promise<{ host: string; port: number }> {
  const path = '/nimbus/summary';
  const { nimbuses } = readBody(nimbusSummarySchema, path, await get(path, signal));
  const leader = nimbuses.find((n) => n.status === 'Leader');
  if (leader === undefined) {
    const seen = nimbuses.map((n) => `${n.host} is ${n.status}`).join(', ') || 'none is listed';
    throw new TrimtabError('TRIMTAB_E_NO_LEADER', `no Nimbus is the leader: ${seen}`);
  }
  return { host: leader.host, port: Number(leader.port) };
}

async function readInfo(get: GetJson, signal: AbortSignal): Promise<ClusterInfo> {
  const [cluster, leader, supervisor, configuration] = await Promise.all([
    get('/cluster/summary', signal).then((body) => readBody(clusterSummarySchema, '/cluster/summary', body)),
    readLeader(get, signal),
    get('/supervisor/summary', signal).then((body) =>
      readBody(supervisorSummarySchema, '/supervisor/summary', body),
    ),
    readConfiguration(get, signal),
  ]);
  return {
    engine: 'storm',
    version: cluster.stormVersion,
    generation: generationOf(cluster.stormVersion),
    leader: leader.host,
    slotsTotal: cluster.slotsTotal,
    slotsFree: cluster.slotsFree,
    supervisors: supervisor.supervisors.length,
    ...schedulerOf(configuration ?? {}),
    ...nodesOf(
      supervisor.supervisors.map(({ host, blacklisted, totalCpu, usedCpu, totalMem, usedMem, ...slots }) => ({
        host,
        isOut: blacklisted === true,
        cpuPercent: { total: totalCpu, used: usedCpu },
        memoryMiB: { total: totalMem, used: usedMem },
        slots: { total: slots.slotsTotal, used: slots.slotsUsed },
      })),
    ),
  };
}

async function readTopologies(get: GetJson, signal: AbortSignal): Promise<TopologyRef[]> {
  const path = '/topology/summary';
  const { topologies } = readBody(topologySummarySchema, path, await get(path, signal));
  return topologies
    .map((t) => ({
      id: t.id,
      name: t.name,
      status: topologyStatus(t.status),
      uptimeSeconds: t.uptimeSeconds,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readSnapshot(
  source: Source,
  topology: TopologyRef,
  span: Snapshot['span'],
  signal: AbortSignal,
): Promise<Snapshot> {
  const { get, dags } = source;
  const base = `/topology/${encodeURIComponent(topology.id)}`;
  // Without a window the UI answers for the time since start.
  const window = span === 'engine-10min' ? '600' : undefined;
  const [page, { generation, scheduler }] = await Promise.all([
    get(base, signal).then((body) => readBody(topologyPageSchema, base, body)),
    source.known(signal),
  ]);

  const componentPage = async (name: string): Promise<[string, ComponentPage]> => {
    const sys = name.startsWith('__') ? 'true' : undefined;
    const path = query(`${base}/component/${encodeURIComponent(name)}`, { window, sys });
    return [name, readBody(componentPageSchema, path, await get(path, signal))];
  };
  const names = [...page.spouts.map((s) => s.spoutId), ...page.bolts.map((b) => b.boltId)];
  const [dag, acker, ...pages] = await Promise.all([
    dags.get(topology.id) ?? readDag(get, base, signal),
    // 0 ackers is the one way to have none; otherwise a page that fails is a failure.
    page.configuration['topology.acker.executors'] === 0 ? undefined : componentPage('__acker'),
    ...names.map(componentPage),
  ]);
  if (isWholeDag(dag, page)) dags.set(topology.id, dag);
  return buildSnapshot({
    topology: page,
    components: new Map(acker === undefined ? pages : [...pages, acker]),
    dag,
    generation,
    isResourceAware: isResourceAware(scheduler ?? page.configuration['storm.scheduler']),
    span,
    takenAt: source.now(),
  });
}

/**
 * Whatever keeps the UI from reading a topology's configuration (a take-over, a time-out), it answers as for one that is gone. What it
 * still lists is not.
 */
async function throwUnlessListed(
  get: GetJson,
  { id }: TopologyRef,
  thrown: unknown,
  signal: AbortSignal,
): Promise<never> {
  if (!(thrown instanceof TrimtabError) || thrown.code !== 'TRIMTAB_E_TOPOLOGY_GONE') throw thrown;
  const listed = await readTopologies(get, signal);
  if (!listed.some((one) => one.id === id)) throw thrown;
  throw new TrimtabError('TRIMTAB_E_ENGINE_FAILED', `the UI lists ${id} and cannot read it now`, {
    cause: thrown,
  });
}

async function readDag(get: GetJson, base: string, signal: AbortSignal): Promise<Visualization> {
  const path = `${base}/visualization`;
  return readBody(visualizationSchema, path, await get(path, signal));
}

function query(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([k, v]) => (v === undefined ? [] : [`${k}=${v}`]));
  return given.length === 0 ? path : `${path}?${given.join('&')}`;
}

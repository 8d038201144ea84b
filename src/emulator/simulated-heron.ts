// A simulated Heron cluster that answers on loopback until it is stopped.
import { asOnHeron, createWorld, type Scenario, topWords, type World } from '../simulator/index.js';
import { type Clock, systemClock } from '../util/index.js';
import { heronApiServer } from './heron/api-server.js';
import type { TrackerGeneration } from './heron/plans.js';
import { heronPrometheus } from './heron/prometheus.js';
import { PrometheusSink } from './heron/prometheus-sink.js';
import { heronTracker } from './heron/server.js';
import { TopologyManager } from './heron/topology-manager.js';
import { Updates } from './heron/updates.js';
import { listening, loopback } from './listening.js';
import { startTicker } from './ticker.js';

export interface SimulatedHeronOptions {
  /** Default: the built-in top-words. */
  readonly scenario?: Scenario;
  /** Of the Tracker: tornado up to 0.20.4, fastapi (default) from 0.20.5 on. */
  readonly generation?: TrackerGeneration;
  /** Virtual seconds per second; 0 = by hand, with `world.advance`. Default 1. */
  readonly speed?: number;
  /** Default: the scenario's own. */
  readonly seed?: number;
  /** 0 (default) = a free one. */
  readonly trackerPort?: number;
  /** Of the API server; 0 (default) = a free one. */
  readonly apiPort?: number;
  /** Of the Prometheus that scrapes its sinks; 0 (default) = a free one. */
  readonly prometheusPort?: number;
  /** Whether its sinks let the sizes of queues through to the Tracker; Heron's own do not. */
  readonly queueSizes?: boolean;
  /** Virtual seconds that the topology has been running at the start; default 1200, 0 = just submitted. */
  readonly warmUpSeconds?: number;
  readonly clock?: Clock;
}

export interface SimulatedHeron {
  readonly trackerUrl: string;
  /** Of the API server. */
  readonly apiUrl: string;
  /** Of the Prometheus that scrapes its sinks. */
  readonly prometheusUrl: string;
  /** Whether the API server is at an update. */
  isUpdating(): boolean;
  /** The API server dies in the middle of whatever it does, and is not there any more. */
  killApi(): Promise<void>;
  /** To turn time by hand, to disturb, and to see what no agent sees. */
  readonly world: World;
  stop(): Promise<void>;
}

/** @throws TrimtabError TRIMTAB_E_PORT when the port is taken or not allowed */
export async function startSimulatedHeron(options: SimulatedHeronOptions = {}): Promise<SimulatedHeron> {
  const {
    scenario = topWords(),
    generation = 'fastapi',
    speed = 1,
    trackerPort = 0,
    apiPort = 0,
    prometheusPort = 0,
    seed,
    warmUpSeconds,
  } = options;
  const clock = options.clock ?? systemClock();
  const sink = new PrometheusSink();
  const manager = new TopologyManager(sink, options.queueSizes);
  let updates: Updates | null = null;
  const world = createWorld(asOnHeron(scenario), {
    startAtMs: clock.now(),
    onSecond: (topologies, truth, nowMs) => {
      updates?.look(nowMs / 1000);
      manager.look(topologies[0], truth, nowMs);
    },
    ...(seed === undefined ? {} : { seed }),
    ...(warmUpSeconds === undefined ? {} : { warmUpSeconds }),
  });
  const ticker = startTicker(world, speed, clock);
  const acting = new Updates(world, manager);
  updates = acting;
  const tracker = heronTracker({ world, manager, generation }, ticker.catchUp);
  const api = heronApiServer({ world, updates: acting }, ticker.catchUp);
  const prometheus = heronPrometheus(world, sink, ticker.catchUp);
  const killApi = async (): Promise<void> => {
    acting.abandon();
    await api.close();
  };
  const stop = async (): Promise<void> => {
    await killApi();
    await tracker.close();
    await prometheus.close();
    await ticker.stop();
  };
  try {
    const trackerUrl = await listening(trackerPort, () =>
      tracker.listen({ host: loopback, port: trackerPort }),
    );
    const apiUrl = await listening(apiPort, () => api.listen({ host: loopback, port: apiPort }));
    const prometheusUrl = await listening(prometheusPort, () =>
      prometheus.listen({ host: loopback, port: prometheusPort }),
    );
    return {
      trackerUrl,
      apiUrl,
      prometheusUrl,
      isUpdating: () => acting.isUnderWay,
      killApi,
      world,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

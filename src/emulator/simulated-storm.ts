// A simulated Storm cluster that answers on loopback until it is stopped.
import { TrimtabError } from '../errors/index.js';
import { createWorld, type Scenario, topWords, type World } from '../simulator/index.js';
import { type Clock, systemClock } from '../util/index.js';
import { listening, loopback } from './listening.js';
import { nimbusServer } from './nimbus/server.js';
import { stormUi } from './storm/server.js';
import { startTicker } from './ticker.js';

export interface SimulatedStormOptions {
  /** Default: the built-in top-words. */
  readonly scenario?: Scenario;
  /** Virtual seconds per second; 0 = by hand, with `world.advance`. Default 1. */
  readonly speed?: number;
  /** Default: the scenario's own. */
  readonly seed?: number;
  /** 0 (default) = a free one. */
  readonly uiPort?: number;
  /** 0 (default) = a free one. */
  readonly nimbusPort?: number;
  /** Virtual seconds that the topology has been running at the start; default 1200, 0 = just submitted. */
  readonly warmUpSeconds?: number;
  readonly clock?: Clock;
}

export interface SimulatedStorm {
  readonly uiUrl: string;
  /** "host:port" of the Nimbus, which the UI names as the leader. */
  readonly nimbusAddress: string;
  /** To turn time by hand, to disturb, and to see what no agent sees. */
  readonly world: World;
  stop(): Promise<void>;
}

/** @throws TrimtabError TRIMTAB_E_PORT when the port is taken or not allowed */
export async function startSimulatedStorm(options: SimulatedStormOptions = {}): Promise<SimulatedStorm> {
  const {
    scenario = topWords(),
    speed = 1,
    uiPort = 0,
    nimbusPort = 0,
    seed,
    warmUpSeconds,
    clock = systemClock(),
  } = options;
  if (scenario.engine !== 'storm') {
    throw new TrimtabError(
      'TRIMTAB_E_CONFIG',
      `${scenario.name}: its engine is ${scenario.engine}, not storm`,
      {
        next: 'Set engine: storm in the scenario, or simulate with --engine heron.',
      },
    );
  }
  const world = createWorld(scenario, {
    startAtMs: clock.now(),
    ...(seed === undefined ? {} : { seed }),
    ...(warmUpSeconds === undefined ? {} : { warmUpSeconds }),
  });
  const ticker = startTicker(world, speed, clock);
  const stops = [ticker.stop];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0)) await one();
  };
  try {
    const nimbus = nimbusServer(world, ticker.catchUp);
    stops.push(nimbus.stop);
    const leader = await listening(nimbusPort, () => nimbus.listen(loopback, nimbusPort));
    const ui = stormUi(world, leader, ticker.catchUp);
    stops.push(() => ui.close());
    const uiUrl = await listening(uiPort, () => ui.listen({ host: loopback, port: uiPort }));
    return { uiUrl, nimbusAddress: `${leader.host}:${leader.port}`, world, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// One episode of a family by its seed: application, cluster, load and objective, ready to be played.
import type { Scenario, TraceRow } from '../../simulator/index.js';
import { createRandom } from '../../util/index.js';
import { asScenario } from '../as-scenario.js';
import type { EpisodeSpec } from '../types.js';
import { type Application, drawApplication } from './application.js';
import type { Family } from './family.js';
import { drawLoad, stretchOf } from './load.js';
import { drawObjective } from './objective.js';

const traceName = 'load';

/** @param traces recorded loads, asked for by families that play them */
export function corpusEpisode(
  seed: number,
  family: Family,
  minutes: number,
  traces: readonly (readonly TraceRow[])[] = [],
): EpisodeSpec {
  const random = createRandom(seed).fork('episode');
  const application = drawApplication(random.fork('application'), seed, family);
  const rows = rowsOf(seed, family, minutes, traces);
  const scenario = scenarioOf(seed, minutes, application, rows);
  const { meanPerSecond, attainableLatencyMs, restartFactor } = application;
  const least = Math.min(...rows.map(({ rate }) => rate));
  const objective = drawObjective(random.fork('objective'), family.objectives, {
    latencyMs: attainableLatencyMs,
    leastPerSecond: meanPerSecond * least,
  });
  return { scenario, objective, minutes, external: random.uniform() < 0.3, restartFactor };
}

function rowsOf(
  seed: number,
  { loads }: Family,
  minutes: number,
  traces: readonly (readonly TraceRow[])[],
): readonly TraceRow[] {
  const random = createRandom(seed).fork('load');
  if (loads !== 'traces') return drawLoad(random, loads, minutes);
  const rows = traces[random.integer(traces.length)];
  if (rows === undefined) throw new RangeError('no recorded traces to play');
  return stretchOf(random, rows, minutes);
}

function scenarioOf(
  seed: number,
  minutes: number,
  { topology, configuration, hardware, slotsPerNode, meanPerSecond }: Application,
  rows: readonly TraceRow[],
): Scenario {
  const spouts = topology.components.filter(({ kind }) => kind === 'spout');
  const load = { kind: 'trace', trace: traceName, peakPerSecond: meanPerSecond / spouts.length };
  const scenario = asScenario({
    name: `corpus-${seed}`,
    seed,
    minutes,
    topology,
    configuration: {
      ...configuration,
      workers: Math.min(configuration.workers, hardware.nodes.length * slotsPerNode),
    },
    hardware,
    remoteHopMicros: 1e6 * (hardware.remoteHopSeconds - hardware.localHopSeconds),
    slotsPerNode,
    load: Object.fromEntries(spouts.map(({ name }) => [name, load])),
  });
  return { ...scenario, traces: { [traceName]: rows } };
}

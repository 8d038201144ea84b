// Which episodes an evaluation plays: of a suite, of the golden scenarios, of one scenario, or of a trace.
import { objectiveFrom } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Objective } from '../../objective/index.js';
import {
  loadScenario,
  objectiveChanges,
  readTrace,
  type Scenario,
  shippedNames,
  topWordsUnder,
} from '../../simulator/index.js';
import {
  createSuites,
  type EpisodeSpec,
  type EvaluatedEpisode,
  episodesOfSuite,
  onHeron,
  suites,
  withWeights,
} from '../../training/index.js';
import { nearest } from '../../util/index.js';

/** What is shipped in storm-conf/scenarios/golden. */
const golden = 'golden';
export const usualSuite = 'seen';
/** The one that may play recorded loads. */
const workloads = 'unseen-workloads';
const usualSeeds = [1, 2, 3];
/** Of a scenario that does not say, and the most of a trace: a day. */
const usualMinutes = 240;
const longestMinutes = 1440;

export interface Chosen {
  readonly suite?: string;
  readonly scenario?: string;
  readonly trace?: string;
  readonly peak?: number;
  readonly engine?: 'storm' | 'heron';
  readonly seeds?: readonly number[];
  readonly episodes?: number;
  readonly from?: number;
  readonly minutes?: number;
  /** Whose weights every episode gets; its SLOs and prices stay. */
  readonly objective?: string;
}

export interface Episodes {
  readonly suite: string | null;
  readonly episodes: readonly EvaluatedEpisode[];
  readonly seeds: readonly number[];
}

export function suiteNames(): string[] {
  return [...suites.map(({ name }) => name), golden];
}

/** @throws TrimtabError of exit code 2, naming what there is */
export async function episodesOf(chosen: Chosen): Promise<Episodes> {
  const { scenario, trace } = chosen;
  const isRecorded = chosen.suite === workloads && trace !== undefined;
  refuseContradictions(chosen, isRecorded);
  if (isRecorded || (scenario === undefined && trace === undefined))
    return ofSuite(chosen, chosen.suite ?? usualSuite);
  if (chosen.episodes !== undefined || chosen.from !== undefined) {
    throw usage('--episodes and --from go with --suite; --seeds says how often one scenario is played');
  }
  const seeds = chosen.seeds ?? usualSeeds;
  const one =
    scenario !== undefined
      ? asAsked(specOf(await loadScenario(scenario), scenario, chosen), chosen)
      : asAsked(specOf(await topWordsUnder(trace ?? '', chosen.peak), trace ?? '', chosen), chosen);
  const runs = seeds.map((seed) => ({ spec: one, seed }));
  const options = [
    ...(scenario === undefined ? ['--trace', trace ?? ''] : ['--scenario', scenario]),
    ...(chosen.peak === undefined ? [] : ['--peak', String(chosen.peak)]),
    ...sharedOptions(chosen),
  ];
  return { suite: null, seeds, episodes: [{ name: scenario ?? trace ?? '', options, runs }] };
}

/** @param isRecorded whether a suite plays the trace */
function refuseContradictions({ suite, scenario, trace, peak }: Chosen, isRecorded: boolean): void {
  const sources = [suite, scenario, isRecorded ? undefined : trace].filter((one) => one !== undefined);
  if (sources.length > 1) {
    throw usage(`--suite, --scenario and --trace exclude each other, but for --suite ${workloads} --trace`);
  }
  if (peak !== undefined && isRecorded) throw usage(`--suite ${workloads} chooses the rates itself`);
  if (peak !== undefined && trace === undefined) throw usage('--peak goes with --trace');
}

async function ofSuite(chosen: Chosen, name: string): Promise<Episodes> {
  const specs = name === golden ? await goldenSpecs(chosen) : await suiteSpecs(chosen, name);
  const recorded = chosen.trace === undefined ? [] : ['--trace', chosen.trace];
  const seeds = chosen.seeds ?? [];
  const first = chosen.from ?? 0;
  const episodes = specs.map(([episode, spec], i) => ({
    name: episode,
    options: [
      '--suite',
      name,
      '--from',
      String(first + i),
      '--episodes',
      '1',
      ...recorded,
      ...sharedOptions(chosen),
    ],
    runs: (seeds.length === 0 ? [null] : seeds).map((seed) => ({
      // The same episode is always acknowledged, or never, wherever the evaluation begins.
      spec: chosen.engine === 'heron' ? onHeron(spec, (first + i) % 2 === 0) : spec,
      seed,
    })),
  }));
  return { suite: name, episodes, seeds };
}

async function suiteSpecs(
  { episodes, from = 0, minutes, trace, objective }: Chosen,
  name: string,
): Promise<[string, EpisodeSpec][]> {
  const traces = trace === undefined ? [] : await Promise.all(trace.split(',').map((one) => readTrace(one)));
  const suite = createSuites(traces).find((one) => one.name === name);
  if (suite === undefined) {
    const near = nearest(name, suiteNames());
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw usage(`no suite is named ${JSON.stringify(name)}${hint} (there are: ${suiteNames().join(', ')})`);
  }
  const count = episodes ?? (from < suite.episodes ? suite.episodes - from : suite.episodes);
  if (from + count > episodesOfSuite) {
    throw usage(
      `a suite has the episodes 0 to ${episodesOfSuite - 1}; --from ${from} leaves no ${count} of them`,
    );
  }
  return Array.from({ length: count }, (_, i) => {
    const spec = suite.episode(from + i);
    const lasting = minutes === undefined ? spec : { ...spec, minutes };
    return [String(from + i), weighedBy(objective, lasting)];
  });
}

async function goldenSpecs(chosen: Chosen): Promise<[string, EpisodeSpec][]> {
  const all = shippedNames().filter((name) => name.startsWith(`${golden}/`));
  const { from = 0, episodes = all.length - from } = chosen;
  const names = all.slice(from, from + episodes);
  if (names.length === 0) throw usage(`--from is ${from}; the suite golden has ${all.length} episodes`);
  return Promise.all(
    names.map(async (name): Promise<[string, EpisodeSpec]> => {
      return [name, specOf(await loadScenario(name), name, chosen)];
    }),
  );
}

/** What plays an episode again needs these, too. */
function sharedOptions({ minutes, objective, engine }: Chosen): string[] {
  return [
    ...(minutes === undefined ? [] : ['--minutes', String(minutes)]),
    ...(objective === undefined ? [] : ['--objective', objective]),
    ...(engine === 'heron' ? ['--engine', engine] : []),
  ];
}

function weighedBy(preset: string | undefined, episode: EpisodeSpec): EpisodeSpec {
  if (preset === undefined) return episode;
  return withWeights(episode, objectiveFrom(preset, '--objective').weights);
}

/** A scenario or a trace is acknowledged as it says, which without a word of it is: yes. */
function asAsked(spec: EpisodeSpec, { engine }: Chosen): EpisodeSpec {
  const { settings } = spec.scenario.topology;
  const mode = settings['topology.reliability.mode'];
  const isAcked = mode === undefined ? settings['topology.acker.executors'] !== 0 : mode === 'ATLEAST_ONCE';
  return engine === 'heron' || spec.scenario.engine === 'heron' ? onHeron(spec, isAcked) : spec;
}

/** @param source what to call the scenario in errors */
function specOf(scenario: Scenario, source: string, { minutes, objective }: Chosen): EpisodeSpec {
  const read = (wanted: unknown): Objective => objectiveFrom(wanted, `${source}: objective`);
  const later = objectiveChanges(scenario).map((change) => ({
    ...change,
    objective: read(change.objective),
  }));
  return weighedBy(objective, {
    scenario,
    objective: read(scenario.objective),
    ...(later.length === 0 ? {} : { laterObjectives: later }),
    minutes: minutes ?? Math.min(longestMinutes, Math.ceil(scenario.minutes ?? usualMinutes)),
    external: false,
  });
}

function usage(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_USAGE', text);
}

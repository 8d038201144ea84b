// Whole target configurations worth a look: builds for several loads and head-rooms, each with its pending tuples, and single moves.
import { type Changes, executorsKnob, knobNamed, stepOnLadder } from '../knobs/index.js';
import { type ComponentEvaluation, slowestPathMs } from '../metrics/index.js';
import { carefulGain, costOf, isBehind, type Outlook, slosAtRisk } from '../outlook/index.js';
import { spoutRate } from '../twin/index.js';
import { boltsToTurn } from './bolts-to-turn.js';
import { isOneKeyed, optimumFor } from './optimum.js';
import type { Situation } from './types.js';
import { isUnexplained, unexplainedText } from './unexplained.js';

const pendingKnob = 'topology.max.spout.pending';
/** Busy share that a build leaves its executors; where the load is a guess anyway, one is enough. */
const headrooms = { known: [0.6, 0.75, 0.9], unknown: [0.75] } as const;
/** Where the source has more to give, nobody knows how much: so many times the present rate. */
const steps = [1.25, 1.6, 2, 3] as const;
/** A build gets so many times the tuples in flight that Little's law asks for: queues need some. */
const queueing = 2;

/** A configuration worth a look, with what it would give and cost. */
export interface Candidate {
  readonly changes: Changes;
  readonly outlook: Outlook;
  /** Utility times seconds that are won over the horizon, the price paid; minus infinity where an SLO that holds might break. */
  readonly score: number;
  /** Whether the guards would let it pass. */
  readonly isPermitted: boolean;
}

/** @returns why nothing can be said of one of them, in words, where that is so */
export function lookAt(situation: Situation): readonly Candidate[] | string {
  const looked: Candidate[] = [];
  if (isUnexplained(situation)) return unexplainedText(situation);
  for (const changes of candidatesOf(situation)) {
    const candidate = candidateFor(situation, changes);
    if (typeof candidate === 'string') return candidate;
    looked.push(candidate);
  }
  return looked;
}

/** @returns why nothing can be said of it, in words, where that is so */
export function candidateFor(situation: Situation, changes: Changes): Candidate | string {
  const outlook = situation.outlook(changes);
  if (outlook.unpredictable !== null) return outlook.unpredictable;
  const score = scoreOf(outlook, situation.horizonSeconds);
  return { changes, outlook, score, isPermitted: situation.permits(changes, outlook) };
}

function scoreOf(outlook: Outlook, horizonSeconds: number): number {
  const gain = carefulGain(outlook);
  if (gain === null || slosAtRisk(outlook).length > 0) return Number.NEGATIVE_INFINITY;
  return horizonSeconds * gain - costOf(outlook);
}

/** By the score of the twin; null where there is none, or all might break an SLO. */
export function favourite(candidates: readonly Candidate[]): Candidate | null {
  return candidates.reduce<Candidate | null>(
    (most, one) => (one.score > (most?.score ?? Number.NEGATIVE_INFINITY) ? one : most),
    null,
  );
}

/** Without duplicates, without those that change nothing, and within tasks and slots; the empty one (hold) is not among them. */
export function candidatesOf(situation: Situation): Changes[] {
  const builds = growthsOf(situation).flatMap((growth) =>
    headrooms[situation.demand.known ? 'known' : 'unknown'].flatMap((headroom) => {
      const executors = buildFor(situation, growth, headroom);
      return [executors, { ...executors, ...pendingFor(situation, growth) }];
    }),
  );
  return distinct(
    [...optimaOf(situation), ...builds, ...spreads(builds, situation), ...singleMoves(situation)],
    situation,
  );
}

/** What of it can be turned, without the empty one and what is there twice. */
export function distinct(all: readonly Changes[], situation: Situation): Changes[] {
  const known = new Set<string>();
  return all.flatMap((wanted) => {
    const changes = whatDiffers(wanted, situation);
    const key = JSON.stringify(Object.entries(changes).sort());
    if (Object.keys(changes).length === 0 || known.has(key)) return [];
    known.add(key);
    return [changes];
  });
}

/** Where the hosts may have no CPU left: one or two workers more, as everything is and with each build. */
export function spreads(builds: readonly Changes[], { crowding, configuration }: Situation): Changes[] {
  const now = configuration['workers'];
  const knob = knobNamed('workers');
  if (crowding == null || crowding.hosts.free === 0 || now == null || knob === undefined) return [];
  const more = new Set([1, 2].map((steps) => stepOnLadder(knob.ladder, now, steps, knob)));
  return [{}, ...builds].flatMap((build) => [...more].map((workers) => ({ ...build, workers })));
}

/** What the twin likes best for the present load, and for the most of the recent past. */
function optimaOf(situation: Situation): Changes[] {
  const { demand, evaluation, past } = situation;
  if (spoutRate(evaluation) <= 0 || situation.utilityUnder({}, demand) === null) return [];
  const now = optimumFor(situation, demand, [{}, ...grownFor(situation)]);
  const { perSecond } = past.most;
  if (!demand.known || perSecond <= demand.perSecond * 1.05) return [now];
  return [now, optimumFor(situation, { known: true, perSecond }, [now])];
}

/** Where a known load is not kept up with, several bolts may have to grow at once before anything is gained: a search by single steps would stop. Pending tuples stay as they are: they would need a second restart. */
function grownFor(situation: Situation): Changes[] {
  const { demand, evaluation } = situation;
  if (!demand.known || !isBehind(evaluation, demand)) return [];
  const growth = demand.perSecond / spoutRate(evaluation);
  return [situation.legal(buildFor(situation, growth, 0.75))];
}

/** Target rates over the present one: now, the most of the recent past, and where the trend goes. */
function growthsOf({ evaluation, demand, history }: Situation): number[] {
  const now = spoutRate(evaluation);
  if (now <= 0) return [];
  if (!demand.known) return [1, ...steps];
  const past = history.map(spoutRate).filter((rate) => rate > 0);
  const most = Math.max(demand.perSecond, ...past);
  const before = past.at(-3) ?? now;
  const trend = demand.perSecond + Math.max(0, now - before);
  return [...new Set([demand.perSecond, most, trend].map((rate) => Math.round((100 * rate) / now) / 100))];
}

/** Executors that carry so many times the present rate at that busy share, the busiest one counted. */
function buildFor({ evaluation, demand }: Situation, growth: number, headroom: number): Changes {
  return Object.fromEntries(
    evaluation.components
      .filter((c) => c.kind !== 'spout' && c.utilisation !== null && (c.inputPerSecond ?? 0) > 0)
      .map((c) => {
        const needed = neededBy(c, growth, headroom);
        // What is spare while another one is full may be needed as soon as that is relieved.
        const least = demand.known || isOneKeyed(c) ? 1 : c.executors;
        return [executorsKnob(c.name), Math.max(least, needed)];
      }),
  );
}

function neededBy(c: ComponentEvaluation, growth: number, headroom: number): number {
  if (isOneKeyed(c)) return 1;
  const needed = Math.max(
    1,
    Math.ceil((c.executors * Math.min(1, c.utilisation ?? 0) * growth) / headroom - 1e-9),
  );
  // Ackers are cheap, and few of them are a bottleneck nobody looks for.
  return c.kind === 'system' ? Math.max(c.executors, needed) : needed;
}

/** Little's law: the rate times the time that a tuple needs on its way, for each spout task. */
function pendingFor({ evaluation, configuration }: Situation, growth: number): Changes {
  const tasks = evaluation.components.reduce((sum, c) => (c.kind === 'spout' ? sum + c.tasks : sum), 0);
  const current = configuration[pendingKnob];
  if (!evaluation.acking || tasks === 0 || current === null || current === undefined) return {};
  const seconds = slowestPathMs(evaluation.components) / 1000 + 0.001;
  const wanted = (queueing * growth * spoutRate(evaluation) * seconds) / tasks;
  const ladder = knobNamed(pendingKnob)?.ladder ?? [];
  return { [pendingKnob]: ladder.find((rung) => rung >= wanted) ?? ladder.at(-1) ?? current };
}

/**
 * One knob, one rung up or down; rarely the best, but what a build leaves out. Of many bolts only the busiest are worth one up, and the
 * idlest one down.
 * @param from what is turned already
 */
export function singleMoves(situation: Situation, from: Changes = {}): Changes[] {
  const { evaluation, demand } = situation;
  const namesOf = (components: readonly ComponentEvaluation[]) =>
    components.map((c) => executorsKnob(c.name));
  const spouts = evaluation.components.filter((c) => c.kind === 'spout');
  const bolts = boltsToTurn(evaluation.components);
  // Which tuples stay in their worker is what the twin knows least: only where nothing is at stake.
  const others = [...(demand.known ? ['workers'] : []), pendingKnob];
  const up = [...namesOf(spouts), ...namesOf(bolts.up), ...others];
  const down = demand.known ? [...namesOf(bolts.down), ...others] : [pendingKnob];
  return [
    ...up.flatMap((name) => moved(name, 1, situation, from)),
    ...down.flatMap((name) => moved(name, -1, situation, from)),
  ];
}

function moved(name: string, step: 1 | -1, { configuration }: Situation, from: Changes): Changes[] {
  const value = from[name] ?? configuration[name];
  const knob = knobNamed(name);
  if (value === null || value === undefined || knob === undefined) return [];
  return [{ ...from, [name]: stepOnLadder(knob.ladder, value, step, knob) }];
}

/** Within bounds, tasks and slots; what is excluded or not live is left out before anything is asked about it. */
function whatDiffers(wanted: Changes, { configuration, legal }: Situation): Changes {
  const different = Object.entries(wanted).filter(([knob, value]) => value !== configuration[knob]);
  return legal(Object.fromEntries(different));
}

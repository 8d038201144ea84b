// A decision in one paragraph of plain words, built from the numbers of its explanation and from the guards' answers.
import { type GuardAnswer, passingRules } from '../guard/index.js';
import { valueParts } from '../objective/index.js';
import type { Crowding, Outlook } from '../outlook/index.js';
import { counted, formatSeconds } from '../util/index.js';
import type { Attributed, Attribution } from './attribution.js';
import type { Counterfactual } from './counterfactual.js';
import { counterfactualText } from './counterfactual-text.js';
import { inputText } from './input-text.js';
import { percentOf, plainNumber, signedNumber } from './numbers.js';
import type { Case, Subject, Worth } from './types.js';
import { unitOf } from './worth.js';

export interface Told {
  readonly topology: string;
  readonly policy: string;
  readonly action: 'apply' | 'hold';
  readonly guards: readonly GuardAnswer[];
  /** Why the agent changes something by itself where the policy changes nothing, and which guard stopped that; null where it does not. */
  readonly beside: { readonly text: string; readonly stoppedBy: GuardAnswer | null } | null;
  readonly subject: Subject | null;
  readonly subjectText: string | null;
  readonly outlook: Outlook | null;
  readonly worth: Worth | null;
  readonly attribution: Attribution | null;
  readonly counterfactual: Counterfactual | null;
  /** Whether the outlook counts that the hosts may have no CPU left; null: it does not. */
  readonly crowding: Crowding | null;
  /** Of the nearest configuration: the guard that would have stopped it. */
  readonly nearestStoppedBy: GuardAnswer | null;
  readonly made: Case | null;
}

export function paragraphOf(told: Told): string {
  return [
    openingOf(told),
    besideText(told),
    worthText(told),
    predictionText(told),
    causesText(told),
    guardsText(told),
    told.counterfactual === null ? '' : counterfactualText(told.counterfactual),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function openingOf({ topology, policy, action, subject, subjectText, guards }: Told): string {
  const veto = guards.find(({ answer }) => answer === 'veto');
  if (action === 'apply') return `${policy} decided to apply ${subjectText ?? 'a change'} to ${topology}.`;
  if (subject?.kind === 'stopped') {
    const by = veto === undefined ? 'a guard' : `the guard ${veto.guard}`;
    return `${policy} wanted ${subjectText ?? 'a change'} for ${topology}, and ${by} stopped it.`;
  }
  const because = veto === undefined ? '' : `: ${veto.text}`;
  return `${policy} left ${topology} as it is${because}.`;
}

function besideText({ beside }: Told): string {
  if (beside === null) return '';
  const { text, stoppedBy } = beside;
  if (stoppedBy === null) return `The agent changed something by itself: ${text}.`;
  return `The agent wanted to change something by itself (${text}), and the guard ${stoppedBy.guard} stopped it (${stoppedBy.code}: ${stoppedBy.text}).`;
}

const partNames: Readonly<Record<(typeof valueParts)[number], string>> = {
  throughput: 'throughput',
  latency: 'latency',
  cost: 'cost',
  stability: 'restarts and caution',
  slo: 'SLOs',
};

function worthText({ worth, subject, subjectText, made }: Told): string {
  if (worth === null || subject === null || made === null) return '';
  const parts = valueParts
    .filter((part) => Math.abs(worth.parts[part]) >= 0.005)
    .map((part) => `${signedNumber(worth.parts[part])} by ${partNames[part]}`)
    .join(', ');
  const what = subject.kind === 'nearest' ? `The nearest other configuration, ${subjectText}, is` : 'It is';
  const than = worth.total < 0 ? 'less than' : 'more than';
  const lasts = `, over the ${formatSeconds(Math.round(made.deliberating.evidence.horizonSeconds))} for which this load is expected to last`;
  const split =
    worth.network === null || worth.prior === null
      ? ''
      : `, of which ${signedNumber(sum(worth.prior))} is the twin's and ${signedNumber(sum(worth.network))} the networks' own`;
  return `${what} counted as worth ${plainNumber(Math.abs(worth.total))} ${than} holding (${unitOf(worth)}${worth.network === null ? lasts : ''})${parts === '' ? '' : `: ${parts}`}${split}.`;
}

function predictionText({ outlook, made, crowding }: Told): string {
  const predicted = outlook?.predicted ?? null;
  if (outlook === null || predicted === null || made === null) return '';
  const { evaluation } = made.deliberating;
  const { throughputPerSecond: x, completeLatencyMs: r } = predicted;
  const from = (value: number | null): string => (value === null ? 'unknown' : plainNumber(value));
  const latency =
    r === null
      ? ''
      : ` and complete latency from ${from(evaluation.completeLatencyMs)} to ${plainNumber(r.mean)} ms (${plainNumber(r.low)} … ${plainNumber(r.high)})`;
  const { restarts, pauseSeconds } = outlook.price;
  return `${caseText(crowding, 'Throughput')} would go from ${from(evaluation.throughputPerSecond)} to ${plainNumber(x.mean)} tuples/s (${plainNumber(x.low)} … ${plainNumber(x.high)})${latency}; the price is ${counted(restarts, 'restart')} and about ${formatSeconds(Math.round(pauseSeconds))} without throughput.`;
}

/** The worth counts both cases with their chances; what is predicted is that of the likelier one. */
function caseText(crowding: Crowding | null, what: string): string {
  if (crowding === null || crowding.because === 'no model explains it') return what;
  const { chance, because } = crowding;
  const [share, is] = chance >= 0.5 ? [chance, 'no CPU'] : [1 - chance, 'CPU'];
  return `The worth counts two cases, that its hosts have no CPU left (${percentOf(chance)}: ${because}) and that they have; with ${is} left (${percentOf(share)}), ${what.toLowerCase()}`;
}

const causesShown = 3;
/** Less than this share of the difference is not worth a word. */
const leastShare = 0.05;

function causesText({ attribution, made }: Told): string {
  if (attribution === null || made === null) return '';
  const { inputs, worth, worthAtReference } = attribution;
  const difference = worth - worthAtReference;
  const most = inputs
    .filter(({ contribution }) => Math.abs(contribution) >= leastShare * Math.abs(difference))
    .slice(0, causesShown);
  const head = `Were every bolt 60 % busy and nothing else unusual, the same change would be worth ${signedNumber(worthAtReference)}`;
  if (most.length === 0)
    return `${head}: next to no difference, so that nothing measured speaks for or against it.`;
  const causes = most.map(
    (one: Attributed) => `${signedNumber(one.contribution)} by ${inputText(one, made.deliberating)}`,
  );
  return `${head}; the difference comes of ${causes.join('; ')}.`;
}

function guardsText({ guards, subject, nearestStoppedBy }: Told): string {
  const asked = guards.filter(({ guard }) => guard !== 'policy');
  if (subject?.kind === 'nearest') {
    return nearestStoppedBy === null
      ? 'No guard would stop it.'
      : `The guard ${nearestStoppedBy.guard} would stop it, too (${nearestStoppedBy.code}: ${nearestStoppedBy.text}).`;
  }
  const [vetoes, clips] = [asked.filter(isVeto), asked.filter(({ answer }) => answer === 'clip')];
  const clipped = clips.map(({ guard, text }) => ` ${guard} left less of it (${text}).`).join('');
  if (asked.length === 0) return '';
  if (vetoes.length > 0) {
    const said = vetoes.map(({ guard, code, text }) => `${guard} (${code}: ${text})`).join('; ');
    return `Against it: ${said}.${clipped}`;
  }
  // How near the others are says nothing about the change.
  const tight = asked
    .filter(({ margin, guard }) => margin !== null && !passingRules.has(guard))
    .reduce<GuardAnswer | null>(
      (least, one) => ((one.margin ?? 9) < (least?.margin ?? 9) ? one : least),
      null,
    );
  const nearest = tight === null ? '' : `, ${tight.guard} by the least (${tight.text})`;
  return `Of ${counted(asked.length, 'guard')} none was against it${nearest}.${clipped}`;
}

function isVeto({ answer }: GuardAnswer): boolean {
  return answer === 'veto';
}

function sum(parts: Worth['parts']): number {
  return valueParts.reduce((all, part) => all + parts[part], 0);
}

// What trimtab drift prints for people.
import { unusualText } from '../../drift/index.js';
import { counted, formatSeconds, shown } from '../../util/index.js';
import type { DriftDocument, TopologyDrift } from './document.js';

/** Older drifts are in the journal. */
const mostDrifts = 5;

export function driftText({ topologies, damaged, stateDir }: DriftDocument, nowMs: number): string {
  const lines = topologies.flatMap((one) => ofTopology(one, nowMs));
  if (topologies.length === 0 && damaged.length === 0)
    lines.push(`cannot tell yet: no agent has measured a full window with the state directory ${stateDir}`);
  for (const { file, why } of damaged)
    lines.push(`damaged: ${file} (${why}); the agent sets it aside, and learns anew`);
  return `${lines.map(shown).join('\n')}\n`;
}

function ofTopology(one: TopologyDrift, nowMs: number): string[] {
  const { cluster, told, verdict, known, drifts, predictions, recommendation, engine } = one;
  const head = `${cluster} ${told}  ${verdictText(one)}`;
  const compared = known.compared.length;
  const traits = `${counted(compared, 'trait')} ${compared === 1 ? 'is' : 'are'}`;
  const about = `  watched      ${counted(known.windows, 'window')} on ${engine ?? 'an unknown engine'}; ${traits} compared${learningText(one)}`;
  const happened = drifts
    .slice(-mostDrifts)
    .map(({ at, since, kind, text }) => `  ${kind.padEnd(11)}  ${at}, since ${since}: ${text}`);
  const advice =
    recommendation === null
      ? []
      : [
          `  advice       ${recommendation.action}: ${recommendation.reason}`,
          `               takes ${recommendation.cost}`,
          ...(recommendation.command === null ? [] : [`               ${recommendation.command}`]),
        ];
  const lines = [
    head,
    about,
    ...lastWindow(one, nowMs),
    ...noveltyText(one),
    `  predictions  ${predictions}`,
    ...happened,
    ...advice,
  ];
  return verdict === 'cannot-tell' ? lines.filter((line) => !line.startsWith('  predictions')) : lines;
}

/** Against what the model was trained on. */
function noveltyText({ novelty }: TopologyDrift): string[] {
  if (novelty === null) return [];
  const { distance, nearer, isOutside, since, model, decides } = novelty;
  const far = `${distance.toFixed(2)} times the limit away`;
  const who = decides === null ? '' : `; ${decides} decides`;
  if (!isOutside)
    return [
      `  novelty      like what ${model} was trained on: ${far}, farther than ${(100 * nearer).toFixed(0)} % of its states${who}`,
    ];
  return [
    `  novelty      unlike what ${model} was trained on since ${since}: ${far}${who}`,
    `               most unusual: ${unusualText(novelty)}`,
  ];
}

/** By the clock of a simulated cluster it may lie ahead. */
function lastWindow({ at }: TopologyDrift, nowMs: number): string[] {
  if (at === null) return [];
  const seconds = (nowMs - Date.parse(at)) / 1000;
  return [`  last window  ${at}${seconds < 0 ? '' : ` (${agoText(seconds)} ago)`}`];
}

const daySeconds = 24 * 3600;

function agoText(seconds: number): string {
  const days = Math.floor(seconds / daySeconds);
  if (days >= 2) return `${days} days`;
  return formatSeconds(seconds < 3600 ? seconds : 60 * Math.round(seconds / 60));
}

function verdictText({ verdict, known, drifts, at }: TopologyDrift): string {
  if (verdict === 'not-watched') return `not watched since ${at ?? 'the first window'}`;
  if (verdict === 'cannot-tell') return `cannot tell yet: ${known.cannotTell ?? ''}`;
  const last = drifts.at(-1);
  if (verdict === 'drifted' && last !== undefined) return `drifted (${last.kind}): ${last.text}`;
  return 'steady: behaves as it did';
}

function learningText({ known: { learning, hoursToKnowLoads } }: TopologyDrift): string {
  const traits = learning.length === 0 ? '' : `, ${learning.length} still learned`;
  return hoursToKnowLoads === 0
    ? traits
    : `${traits}; unusual loads are told after ${counted(Math.ceil(hoursToKnowLoads), 'more hour')}`;
}

// How a training that is done is told: a few lines for people, trimtab/trained/v1 for scripts.
import { type ModelRecord, mostEpisodes, suiteNamed } from '../../training/index.js';
import { counted, shellQuote } from '../../util/index.js';
import { usualSuite } from '../evaluate/episodes.js';
import { fixed } from '../shared/numbers.js';
import { cardFile, figureFile } from './folder.js';

/** @param isWritten whether the model in `out` is a new one */
export function trainedDocument(out: string, { training, evaluation }: ModelRecord, isWritten: boolean) {
  const { utility, prior } = evaluation;
  return {
    schema: 'trimtab/trained/v1' as const,
    out,
    chosenRound: training.chosenRound,
    validation: { utility, prior },
    rounds: training.rounds.length,
    seconds: training.seconds,
    written: isWritten,
    history: training.history,
    heldBack: training.heldBack,
  };
}

export function trainedText(out: string, { training, evaluation }: ModelRecord): string {
  const { spec, rounds, chosenRound, seconds } = training;
  const { utility, prior, episodes } = evaluation;
  const networks = spec.seeds.length === 1 ? 'one network' : `${spec.seeds.length} networks`;
  const verdict = (utility ?? 0) > prior ? 'better' : 'not better';
  return `trained: ${networks}, ${counted(rounds.length, 'round')}, ${durationText(seconds)}
  validation ${utilityText(utility)} after round ${chosenRound}, the best of those asked; the prior alone ${utilityText(prior)} (${episodes === 1 ? 'one episode' : `${episodes} episodes`}): ${verdict}
${training.heldBack === null ? '' : `  site: ${heldBackText(training.heldBack)}\n`}  written: ${out}, with ${cardFile} and ${figureFile}
  compare: ${comparing(shellQuote(out), spec.suite)}
`;
}

/** On what was not trained on: the usual suite, or other episodes of it. */
export function comparing(model: string, suite: string): string {
  const chosen = suite === usualSuite ? untrained(suite) : `--suite ${usualSuite}`;
  return `trimtab evaluate --policies twin-greedy,dqn --model ${model} ${chosen}`;
}

/** Options for episodes of a suite that no training plays, as many as usual. */
export function untrained(suite: string): string {
  return `--suite ${suite} --from ${mostEpisodes} --episodes ${suiteNamed(suite)?.episodes ?? 1}`;
}

/**
 * Where nothing did better than what it began with, on validation or on what the site recorded last.
 * @param model that it began with, as it was named; a training that goes on need not name it again
 */
export function keptText(
  out: string,
  model: string | undefined,
  { training, evaluation }: ModelRecord,
): string {
  const former = model ?? 'the model that it began with';
  const { utility, prior } = evaluation;
  const { heldBack } = training;
  const why =
    heldBack?.isWorse === true
      ? `site: what was learned foretells the site worse than ${former}: ${heldBackText(heldBack)}`
      : `validation: nothing that was learned did better than ${former}, ${utilityText(utility)}; the prior alone ${utilityText(prior)}`;
  return `trained: ${counted(training.rounds.length, 'round')}, ${durationText(training.seconds)}
  ${why}
  written: nothing; ${out} is as it was
`;
}

export function heldBackText({ decisions, error, before }: NonNullable<ModelRecord['training']['heldBack']>) {
  const than = before === null ? '' : `; the model that it began with, by ${before.toFixed(2)}`;
  return `off what followed the newest ${decisions === 1 ? 'decision, which was' : `${decisions} decisions, which were`} not learned from, by ${error.toFixed(2)} of utility times minutes on average${than}`;
}

export function utilityText(utility: number | null): string {
  return utility === null ? 'unknown' : fixed(utility, 4);
}

export function durationText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

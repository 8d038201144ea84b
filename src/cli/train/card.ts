// The card of a model, README.md in its folder: what it was trained on, how to train it again, how it did and what it is not.
import { stringify } from 'yaml';
import { type ModelRecord, suiteNamed, trainingSpecSchema } from '../../training/index.js';
import { counted, shellQuote } from '../../util/index.js';
import { signed } from '../shared/numbers.js';
import { figureFile } from './folder.js';
import { trustedText } from './site.js';
import { comparing, durationText, heldBackText, untrained, utilityText } from './text.js';

/**
 * @param sha256 of the weights
 * @param hasStates whether the sample of states lies beside it, without which nobody tells an unlike state
 */
export function modelCard(
  { training, evaluation, revision }: ModelRecord,
  sha256: string,
  hasStates: boolean,
): string {
  const { spec, rounds, chosenRound, seconds, resumedAfter, backend, history, from } = training;
  const { utility, prior, episodes } = evaluation;
  const decisions = rounds.reduce((sum, round) => sum + round.decisions, 0);
  const asked = rounds.flatMap(({ round, validation }) =>
    validation === null ? [] : [{ round, ...validation }],
  );
  const choices = asked.length * spec.validation.trust.length;
  const played = rounds.length * spec.episodesPerRound;
  const about = suiteNamed(spec.suite)?.about ?? '';
  return `# A model of the policy dqn

${counted(spec.seeds.length, 'network')} of ${spec.hidden.join(' and ')} hidden units, trained by \`trimtab train\` (Trimtab ${revision}).
Networks add to what the twin predicts (the prior); where they do not agree${hasStates ? ', and where the state is unlike those of the training (`states.json`),' : ''} \`agent.fallback\` decides.${hasStates ? '' : ' States that are unlike those of the training are not told: it had too few for `states.json`.'}

## What it was trained on

- Simulated episodes of the suite \`${spec.suite}\`${about === '' ? '' : ` (${about})`}: ${played} of ${spec.minutes} minutes in ${counted(rounds.length, 'round')}, with ${counted(decisions, 'decision')} to learn from.${history === null ? ' No real cluster, and no data of any site.' : ''}
${historyText(history)}${from === null ? '' : `- It began with the networks of another model (SHA-256 of its weights \`${from}\`), and is written because it did better on validation.\n`}- Guards: ${spec.guards}. Training took ${durationText(seconds)} with the tensor backend ${backend}.
${resumedAfter.length === 0 ? '' : `- It was interrupted, and went on after round ${resumedAfter.join(' and ')} with a memory of other episodes: trained again without that, the weights are not quite the same.\n`}
## Train it again

Save this as \`spec.yaml\`, then run \`${commandFor(training)}\` with the same revision. ${sameText(training, sha256)}

\`\`\`yaml
${stringify(spec, { flowCollectionPadding: true }).trimEnd()}
\`\`\`

## Results on validation

Mean utility over ${counted(episodes, 'episode')} of the suite \`${evaluation.suite}\` that are not trained on. These are the networks after round ${chosenRound}, the best of those asked.

| | utility |
| --- | --- |
| the networks | ${utilityText(utility)} |
| the prior alone, on the same episodes | ${utilityText(prior)} |
| difference | ${signed((utility ?? prior) - prior, 4)} |

${training.heldBack === null ? '' : `On the site: ${heldBackText(training.heldBack)}.\n\n`}${asked.map((one) => `Round ${one.round}: ${utilityText(one.utility)}.`).join(' ')}

![Learning curve](${figureFile})

## Limits

- The best of ${choices === 1 ? 'one choice' : `${choices} choices (rounds times shares of what was learned)`} was taken by these very episodes, so its utility there is a little too good, and the networks decided there also where they do not agree. \`${comparing('DIR', spec.suite)}\` (or another suite) compares with intervals, on episodes that nothing was chosen by.
${trainedOnText(spec.suite, played)}- It has seen simulated Storm alone. How far that is from a real one is in docs/experiments/fidelity.md of Trimtab.
- It holds for the features and candidates of the release that trained it; another one refuses it.
${(utility ?? prior) > prior ? '' : '- **It is not better than the prior alone.** `agent.policy: twin-greedy` needs no model.\n'}`;
}

/** DIR and MODEL: where they lay is nobody's concern who reads the card. */
function commandFor({ history, topology, from }: ModelRecord['training']): string {
  const words = [
    'trimtab train --spec spec.yaml --out my-model',
    ...(history === null ? [] : ['--history DIR']),
    ...(topology === null ? [] : [`--topology ${shellQuote(topology)}`]),
    ...(from === null ? [] : ['--from MODEL']),
  ];
  return words.join(' ');
}

/** A site goes on recording, and the model that was begun with may be another by now. */
function sameText({ history, from, resumedAfter }: ModelRecord['training'], sha256: string): string {
  return history === null && from === null && resumedAfter.length === 0
    ? `The same backend gives the same weights (SHA-256 \`${sha256}\`), however many \`--jobs\`.`
    : `These weights have the SHA-256 \`${sha256}\`; those of another training need not be the same.`;
}

/** All suites but two are reported on. */
function trainedOnText(suite: string, played: number): string {
  if (suite === trainingSpecSchema.parse({}).suite) return '';
  return `- Its suite \`${suite}\` is one that is usually reported on, and the episodes 0 to ${played - 1} of it were trained on: results on them say nothing. Others are \`${untrained(suite)}\`.\n`;
}

function historyText(history: ModelRecord['training']['history']): string {
  if (history === null) return '';
  const lines = history.map((one) => `  - ${trustedText(one)}\n`);
  return `- Recorded decisions of a site, each with what followed it (\`trimtab train --history\`). Trusted means the share of them that was learned from:\n${lines.join('')}`;
}

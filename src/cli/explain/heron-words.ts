// Heron's words at the edges of an explanation: parallelism and containers where decisions speak of executors and workers.
import { heronText, inHeronNames, inSharedWords } from '../../agent/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Explanation } from '../../explain/index.js';
import type { GuardAnswer } from '../../guard/index.js';
import { type Changes, heronName } from '../../knobs/index.js';

/**
 * Of both engines' names for a knob either may be used, but not both.
 * @throws TrimtabError TRIMTAB_E_USAGE
 */
export function askedInSharedWords(asked: Changes): Changes {
  const shared = inSharedWords(asked);
  const names = Object.keys(asked);
  const twice = Object.keys(inHeronNames(shared)).find(
    (heron) => names.includes(heron) && names.some((name) => name !== heron && heronName(name) === heron),
  );
  if (twice === undefined) return shared;
  throw new TrimtabError('TRIMTAB_E_USAGE', `--what-if ${twice} is given twice, by two names`);
}

/** @param names of the topology's components, which stay as they are */
export function inHeronWords(explanation: Explanation, names: readonly string[]): Explanation {
  const words = (text: string): string => heronText(text, names);
  const answerInWords = (answer: GuardAnswer): GuardAnswer => ({ ...answer, text: words(answer.text) });
  const { topology, paragraph, guards, subject, features, counterfactual, whatIf, notSaid } = explanation;
  const named = `${topology.cluster}/${topology.name}`;
  return {
    ...explanation,
    // A topology keeps its name, whatever that is.
    paragraph: paragraph.split(named).map(words).join(named),
    guards: guards.map(answerInWords),
    subject:
      subject === null
        ? null
        : { ...subject, changes: inHeronNames(subject.changes), text: words(subject.text) },
    features:
      features === null
        ? null
        : {
            ...features,
            features: features.features.map((one) => ({ ...one, about: words(one.about) })),
          },
    counterfactual:
      counterfactual === null
        ? null
        : {
            ...counterfactual,
            changes: inHeronNames(counterfactual.changes),
            changesText: words(counterfactual.changesText),
            text: words(counterfactual.text),
          },
    whatIf:
      whatIf === null
        ? null
        : {
            ...whatIf,
            changes: inHeronNames(whatIf.changes),
            left: inHeronNames(whatIf.left),
            inForce: inHeronNames(whatIf.inForce),
            guards: whatIf.guards.map(answerInWords),
            stoppedBy: whatIf.stoppedBy === null ? null : answerInWords(whatIf.stoppedBy),
          },
    notSaid: notSaid.map(({ part, because }) => ({ part, because: words(because) })),
  };
}

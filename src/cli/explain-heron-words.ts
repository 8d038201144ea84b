// Heron's words at the edges of an explanation: parallelism and containers where decisions speak of executors and workers.
import { heronText, inHeronNames } from '../agent/index.js';
import type { Explanation } from '../explain/index.js';
import type { GuardAnswer } from '../guard/index.js';

export function inHeronWords(explanation: Explanation): Explanation {
  const { topology, paragraph, guards, subject, features, counterfactual, whatIf, notSaid } = explanation;
  const named = `${topology.cluster}/${topology.name}`;
  return {
    ...explanation,
    // A topology keeps its name, whatever that is.
    paragraph: paragraph.split(named).map(heronText).join(named),
    guards: guards.map(answerInWords),
    subject:
      subject === null
        ? null
        : { ...subject, changes: inHeronNames(subject.changes), text: heronText(subject.text) },
    features:
      features === null
        ? null
        : {
            ...features,
            features: features.features.map((one) => ({ ...one, about: heronText(one.about) })),
          },
    counterfactual:
      counterfactual === null ? null : { ...counterfactual, text: heronText(counterfactual.text) },
    whatIf:
      whatIf === null
        ? null
        : {
            ...whatIf,
            changes: inHeronNames(whatIf.changes),
            left: inHeronNames(whatIf.left),
            guards: whatIf.guards.map(answerInWords),
            stoppedBy: whatIf.stoppedBy === null ? null : answerInWords(whatIf.stoppedBy),
          },
    notSaid: notSaid.map(({ part, because }) => ({ part, because: heronText(because) })),
  };
}

function answerInWords(answer: GuardAnswer): GuardAnswer {
  return { ...answer, text: heronText(answer.text) };
}

// A suggestion in Heron's words: parallelism and containers where decisions speak of executors and workers.
import { heronName } from '../knobs/index.js';
import type { TopologySuggestion } from './suggestion.js';

export function inHeronWords(suggestion: TopologySuggestion): TopologySuggestion {
  const { current, proposed, decision } = suggestion;
  return {
    ...suggestion,
    current: current === null ? null : renamed(current),
    proposed: proposed === null ? null : renamed(proposed),
    decision: {
      ...decision,
      reasons: decision.reasons.map((reason) => ({ ...reason, text: heronText(reason.text) })),
    },
  };
}

function renamed<V>(settings: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(settings).map(([knob, value]) => [heronName(knob), value]));
}

/** Names of knobs, and the nouns of sentences; what belongs to a longer name stays. */
export function heronText(text: string): string {
  const words: readonly (readonly [RegExp, string])[] = [
    [/(?<![\w.-])executors\.(?=\S)/g, 'parallelism.'],
    [/(?<![\w.-])workers(?![\w.-]*\w)/g, 'containers'],
    [/(?<![\w.-])worker(?![\w.-]*\w)/g, 'container'],
    [/(?<![\w.-])executors(?![\w.-]*\w)/g, 'instances'],
    [/(?<![\w.-])executor(?![\w.-]*\w)/g, 'instance'],
  ];
  return words.reduce((said, [word, heron]) => said.replace(word, heron), text);
}

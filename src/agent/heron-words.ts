// Heron's words at the edges: parallelism and containers where decisions speak of executors and workers; and back again.
import { fromHeronName, heronName } from '../knobs/index.js';
import type { TopologySuggestion } from './suggestion.js';

export function inHeronWords(suggestion: TopologySuggestion): TopologySuggestion {
  const { current, proposed, decision } = suggestion;
  return {
    ...suggestion,
    current: current === null ? null : inHeronNames(current),
    proposed: proposed === null ? null : inHeronNames(proposed),
    decision: {
      ...decision,
      reasons: decision.reasons.map((reason) => ({ ...reason, text: heronText(reason.text) })),
    },
  };
}

/** Of an operator's or a journal's; names that both engines share stay as they are. */
export function inSharedWords<V>(settings: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(settings).map(([knob, value]) => [fromHeronName(knob), value]));
}

type Body = Readonly<Record<string, unknown>>;

/** What a line of the journal says of a change; operations stay as they are sent within. */
export function bodyInHeronWords(body: Body): Body {
  const { changes, text, differences, findings } = body;
  const said = (texts: unknown): unknown =>
    Array.isArray(texts)
      ? texts.map((one: unknown) => (typeof one === 'string' ? heronText(one) : one))
      : texts;
  return {
    ...body,
    ...(typeof text === 'string' ? { text: heronText(text) } : {}),
    ...(isRecord(changes) ? { changes: inHeronNames(changes) } : {}),
    ...(differences === undefined ? {} : { differences: said(differences) }),
    ...(findings === undefined ? {} : { findings: said(findings) }),
  };
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of knobs. */
export function inHeronNames<V>(settings: Readonly<Record<string, V>>): Record<string, V> {
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
    [/(?<![\w.-])rebalance-assignment(?![\w.-]*\w)/g, 'update'],
  ];
  return words.reduce((said, [word, heron]) => said.replace(word, heron), text);
}

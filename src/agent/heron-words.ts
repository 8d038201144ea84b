// Heron's words at the edges: parallelism and containers where decisions speak of executors and workers; and back again.
import { fromHeronName, heronName } from '../knobs/index.js';
import type { TopologySuggestion } from './suggest/suggestion.js';

export function inHeronWords(suggestion: TopologySuggestion): TopologySuggestion {
  const { current, proposed, decision, components } = suggestion;
  const names = components.map(({ name }) => name);
  return {
    ...suggestion,
    current: current === null ? null : inHeronNames(current),
    proposed: proposed === null ? null : inHeronNames(proposed),
    decision: {
      ...decision,
      reasons: decision.reasons.map((reason) => ({ ...reason, text: heronText(reason.text, names) })),
    },
  };
}

/** Of an operator's or a journal's; names that both engines share stay as they are. */
export function inSharedWords<V>(settings: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(settings).map(([knob, value]) => [fromHeronName(knob), value]));
}

type Body = Readonly<Record<string, unknown>>;

/**
 * What a line of the journal says of a change; operations stay as they are sent within.
 * @param names of the topology's components
 */
export function bodyInHeronWords(body: Body, names: readonly string[]): Body {
  const { changes, text, differences, findings } = body;
  const said = (texts: unknown): unknown =>
    Array.isArray(texts)
      ? texts.map((one: unknown) => (typeof one === 'string' ? heronText(one, names) : one))
      : texts;
  return {
    ...body,
    ...(typeof text === 'string' ? { text: heronText(text, names) } : {}),
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

/**
 * Names of knobs, and the nouns of sentences; what belongs to a longer name, to an address or to a path stays.
 * @param names of components: a word that is one is never translated, so that a bolt named worker keeps its name
 */
export function heronText(text: string, names: readonly string[] = []): string {
  const nouns = [
    ['workers', 'containers'],
    ['worker', 'container'],
    ['executors', 'instances'],
    ['executor', 'instance'],
    ['rebalance-assignment', 'update'],
  ].filter(([noun = '']) => !names.includes(noun));
  const knobs = text.replace(/(?<![\w./-])executors\.(?=\S)/g, 'parallelism.');
  return nouns.reduce(
    (said, [noun = '', heron = '']) =>
      said.replace(new RegExp(`(?<![\\w./-])${noun}(?!/|[\\w.-]*\\w)`, 'g'), heron),
    knobs,
  );
}

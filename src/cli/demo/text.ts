// What the demo prints: a line for what happens, told from the journal's lines, and a summary with before and after.

import type { TopologySuggestion } from '../../agent/index.js';
import type { JournalEntry } from '../../audit/index.js';
import type { Evaluation } from '../../metrics/index.js';
import type { Truth } from '../../simulator/index.js';
import { table } from '../shared/table.js';
import type { SimulatedForDemo } from './cluster.js';

type Changes = Readonly<Record<string, { readonly from: number | null; readonly to: number }>>;

/** A line at least this often, that it is seen to live. */
const quietMinutes = 5;

interface Moment {
  readonly throughputPerSecond: number | null;
  readonly completeLatencyMs: number | null;
  readonly executors: string;
  readonly offeredPerSecond: number;
}

export function demoHeading(
  { what, addresses }: Pick<SimulatedForDemo, 'what' | 'addresses'>,
  timeScale: number,
  seconds: number,
): string {
  const minutes = Math.round((seconds * timeScale) / 60);
  const servers = addresses.map(([name, address]) => `${name}  ${address}`).join('   ');
  return `Top Words (text → split → count → top) on a simulated ${what}, ${timeScale} times faster than real: ${minutes} min in ${seconds} s.
A daily load, and a burst. The agent is in auto: it may change what it likes within its guards.
${servers}

  min  offered/s  done/s  latency  what happens
`;
}

type Body = Readonly<Record<string, unknown>>;
/** null where there is nothing to say. */
type Teller = (entry: JournalEntry, body: Body) => string | null;

/** Listens to the journal. */
export class DemoDiary {
  readonly counts = { verified: 0, failed: 0, reverted: 0, inBand: 0 };
  /** Ids of changes: one may take several steps. */
  readonly applied = new Set<string>();
  first: Moment | null = null;
  last: Moment | null = null;
  lines = 0;
  private saidAtMinute = Number.NEGATIVE_INFINITY;
  private lastHold = '';

  constructor(
    private readonly write: (text: string) => void,
    private readonly beginMs: number,
    private readonly truth: () => Truth | null,
  ) {}

  hear(entry: JournalEntry): void {
    this.lines += 1;
    const text = this.tellers[entry.kind]?.(entry, entry.body ?? {}) ?? null;
    if (text !== null) this.say(entry, text);
  }

  private readonly tellers: Partial<Record<JournalEntry['kind'], Teller>> = {
    evaluated: (entry, body) => this.evaluated(entry, body['evaluation'] as Evaluation),
    decided: (_, body) => this.decided(body as unknown as TopologySuggestion['decision']),
    intended: (_, body) => `sends ${changesText(body['changes'] as Changes)}`,
    applied: ({ id }, { seconds }) => {
      this.applied.add(id ?? '');
      return `steady after ${Math.round(Number(seconds))} s: new processes count; now a full window`;
    },
    verified: (entry, body) => this.ended(entry, body),
    failed: (entry, body) => this.ended(entry, body),
    reverted: (entry, body) => this.ended(entry, body),
    superseded: ({ kind }, { code, text }) => `${kind}, ${words(code)}: ${String(text)}`,
    'override-seen': (_, body) => `override seen: ${(body['differences'] as string[]).join(', ')}`,
  };

  private ended({ kind }: JournalEntry, { code, text, inBand }: Body): string {
    if (kind === 'verified' || kind === 'failed' || kind === 'reverted') this.counts[kind] += 1;
    if ((inBand as { throughput: unknown } | undefined)?.throughput === true) this.counts.inBand += 1;
    return `${kind}, ${words(code)}: ${String(text)}`;
  }

  private evaluated(entry: JournalEntry, evaluation: Evaluation): string | null {
    const { throughputPerSecond, completeLatencyMs, components, workers } = evaluation;
    const own = components.filter((c) => c.kind !== 'system');
    this.last = {
      throughputPerSecond,
      completeLatencyMs,
      executors: `${own.map((c) => `${c.name} ${c.executors}`).join(', ')}; ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
      offeredPerSecond: this.truth()?.offeredPerSecond ?? 0,
    };
    this.first ??= this.last;
    return this.minute(entry) - this.saidAtMinute >= quietMinutes ? '' : null;
  }

  private decided({ action, reasons }: TopologySuggestion['decision']): string | null {
    const veto = reasons.find((r) => r.answer === 'veto');
    const code = veto?.code ?? '';
    const isNew = code !== this.lastHold;
    this.lastHold = code;
    if (action === 'apply') return `decides: ${reasons.find((r) => r.guard === 'policy')?.text ?? ''}`;
    return isNew ? `holds, ${words(code)}: ${veto?.text ?? ''}` : null;
  }

  private say(entry: JournalEntry, text: string): void {
    this.saidAtMinute = this.minute(entry);
    const { throughputPerSecond, completeLatencyMs } = this.last ?? {};
    const cells = [
      String(this.minute(entry)).padStart(5),
      rate(this.truth()?.offeredPerSecond).padStart(9),
      rate(throughputPerSecond).padStart(6),
      milliseconds(completeLatencyMs).padStart(8),
    ];
    this.write(`${cells.join('  ')}  ${text}\n`);
  }

  private minute({ at }: JournalEntry): number {
    return Math.floor((Date.parse(at) - this.beginMs) / 60_000);
  }
}

/**
 * @param stateOption what `audit` must be given to find the journal; empty where it finds it by itself
 * @param words puts a text into the words of the engine
 */
export function demoSummary(
  { first, last, counts, applied, lines }: DemoDiary,
  stateOption: string,
  words: (text: string) => string,
): string {
  const rows =
    first === null || last === null
      ? ['Nothing was measured: let it run longer with --duration.']
      : table(
          [
            ['', 'before', 'after'],
            ['offered', `${rate(first.offeredPerSecond)}/s`, `${rate(last.offeredPerSecond)}/s`],
            ['done', `${rate(first.throughputPerSecond)}/s`, `${rate(last.throughputPerSecond)}/s`],
            ['latency', milliseconds(first.completeLatencyMs), milliseconds(last.completeLatencyMs)],
            ['executors', first.executors, last.executors].map(words),
          ],
          new Set(),
        );
  const { verified, failed, reverted, inBand } = counts;
  return `
${rows.join('\n')}

${applied.size} ${applied.size === 1 ? 'change' : 'changes'} applied, ${verified} verified, ${failed} failed, ${reverted} reverted; ${inBand} of ${verified + failed + reverted} outcomes within the predicted band.
The journal has ${lines} lines. To read it:
  npx trimtab audit verify${stateOption}
  npx trimtab audit list${stateOption}
  npx trimtab explain --last${stateOption}
`;
}

function rate(value: number | null | undefined): string {
  return value == null ? '-' : value.toFixed(0);
}

function milliseconds(value: number | null | undefined): string {
  return value == null ? '-' : `${value.toFixed(0)} ms`;
}

function changesText(changes: Changes): string {
  return Object.entries(changes)
    .map(([knob, { from, to }]) => `${knob} ${from ?? 'unset'} → ${to}`)
    .join(', ');
}

/** AS_PROMISED as "as promised". */
function words(code: unknown): string {
  return String(code).toLowerCase().replaceAll('_', ' ');
}

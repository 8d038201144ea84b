// The approval queue as a person reads it: each proposal with its reason, its promise, its price, and how to answer.
import { placedName } from '../../agent/index.js';
import { placeOf } from '../../clusters/index.js';
import { formatSeconds, shown } from '../../util/index.js';
import { fixed } from '../shared/numbers.js';
import type { PendingDocument, ShownEntry } from './pending-document.js';

export function pendingText(document: PendingDocument): string {
  const { agent, stateDir, entries, trust, damaged } = document;
  const lines = [
    ...(entries.length === 0 ? [nothingText(document)] : entries.flatMap(entryLines)),
    ...trust.map((one) => `trust  ${one.cluster}/${one.topology}: ${one.text}`),
    ...damaged.map(({ file, why }) => `damaged  ${file}: ${why}; the agent sets it aside`),
    ...(agent === null
      ? [`no agent runs on the state directory ${stateDir}: trimtab approve needs one`]
      : []),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

/** A name that fits nothing is not to look like an empty queue. */
function nothingText({ others }: PendingDocument): string {
  if (others === 0) return 'nothing waits for an answer';
  return `nothing of what was asked for waits for an answer; of other topologies: ${others}`;
}

function entryLines(entry: ShownEntry): string[] {
  return [
    `${entry.id}  ${entry.cluster}/${placedName(entry.topology)}  ${stateText(entry)}`,
    ...(entry.kind === 'change' ? changeLines(entry) : [`  advice     ${entry.text}`]),
    ...entry.commands.map((command, i) => `  ${(i === 0 ? 'command' : 'then').padEnd(9)}  ${command}`),
    ...answerLines(entry),
  ];
}

function stateText({ kind, status, answer, expiresAt }: ShownEntry): string {
  switch (status) {
    case 'snoozed':
    case 'rejected':
      return `${status} by ${answer?.by ?? ''} until ${answer?.until ?? ''}`;
    case 'expired':
      return `expired at ${expiresAt ?? ''}`;
    case 'pending':
      return kind === 'advice' ? 'advice' : `waits for approval until ${expiresAt ?? ''}`;
  }
}

function changeLines(entry: ShownEntry & { readonly kind: 'change' }): string[] {
  const { proposed, current, predicted, price, policy, text, because, at } = entry;
  const knobs = Object.entries(proposed).map(([knob, to]) => `${knob} ${current[knob] ?? 'unset'} → ${to}`);
  return [
    `  change     ${knobs.join(', ')} (decided ${at})`,
    // Where the fallback has decided, the sentence itself begins with whom it stands for.
    `  why        ${text.startsWith(`${policy} is `) ? text : `${policy}: ${text}`}`,
    ...(because === null ? [] : [`  approval   ${because}`]),
    ...(predicted === null ? [] : [`  predicted  ${predictedText(predicted)}`]),
    ...(price === null
      ? []
      : [`  price      ${priceText(price, placeOf(entry.topology.id) === null ? 'workers' : 'containers')}`]),
  ];
}

type Change = ShownEntry & { readonly kind: 'change' };

function predictedText({
  throughputPerSecond,
  completeLatencyMs,
  utility,
}: NonNullable<Change['predicted']>): string {
  const { mean, low, high } = throughputPerSecond;
  const latency =
    completeLatencyMs === null ? '' : `, complete latency ${completeLatencyMs.mean.toFixed(0)} ms`;
  const worth = utility === null ? '' : `, utility ${fixed(utility, 2)}`;
  return `${mean.toFixed(0)} tuples/s (${low.toFixed(0)} … ${high.toFixed(0)})${latency}${worth}`;
}

function priceText(
  { restarts, pauseSeconds, breakEvenSeconds }: NonNullable<Change['price']>,
  processes: string,
): string {
  const times = restarts === 1 ? '1 restart' : `${restarts} restarts`;
  const pays = breakEvenSeconds === null ? '' : `, pays for itself after ${formatSeconds(breakEvenSeconds)}`;
  return `${times} of all ${processes}, about ${formatSeconds(pauseSeconds)} without throughput${pays}`;
}

function answerLines({ id, kind, status }: ShownEntry): string[] {
  if (status === 'rejected' || status === 'expired') return [];
  if (kind === 'advice') return [`  to answer  trimtab reject ${id}, or snooze ${id} --for 2h`];
  return [`  to answer  trimtab approve ${id}, or reject, or snooze --for 2h`];
}

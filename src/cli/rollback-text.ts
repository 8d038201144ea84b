// A rollback as an operator reads it: each knob, what becomes of it and why, and the commands.
import type { KnobToRestore, RollbackPlan } from '../agent/index.js';
import { shown } from './shown.js';
import { table } from './table.js';

/** @param acts whether what is printed is about to be done */
export function rollbackText({ change, knobs, commands, reasons }: RollbackPlan, acts: boolean): string {
  const rows = knobs.map((knob) => [
    knob.knob,
    `${value(knob.before)} → ${knob.after}`,
    `now ${value(knob.now)}`,
    meaning(knob),
  ]);
  const vetoes = reasons.filter(({ answer }) => answer === 'veto');
  const lines = [
    `${change.topology.name}  change ${change.id} of ${change.at}`,
    ...table(rows, new Set()).map((line) => `  ${line}`),
    ...commands.map((command, i) => `  ${i === 0 ? 'command' : 'then   '}  ${command}`),
    ...vetoes.map(({ guard, code, text }) => `  vetoed   ${guard}: ${code}: ${text}`),
    ...(commands.length === 0 ? ['  nothing to do'] : []),
    ...(commands.length > 0 && vetoes.length === 0 && !acts
      ? ['  a dry run: nothing was sent; --yes does it']
      : []),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

export function outcomeText(outcome: { readonly kind: 'done' | 'failed'; readonly id: string }): string {
  return outcome.kind === 'done'
    ? `  done     as ${outcome.id}; an agent that starts now measures what came of it\n`
    : `  not done as a whole: trimtab audit show ${outcome.id}\n`;
}

function meaning({ answer, before }: KnobToRestore): string {
  switch (answer) {
    case 'restore':
      return `goes back to ${value(before)}`;
    case 'already':
      return 'is as it was before';
    case 'changed-since':
      return 'was changed since: left alone';
    case 'was-unset':
      return 'was unset, which no rebalance can bring back: left alone';
  }
}

function value(number: number | null): string {
  return number === null ? 'unset' : String(number);
}

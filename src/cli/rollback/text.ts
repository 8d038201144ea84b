// A rollback as an operator reads it: each knob, what becomes of it and why, and the commands.
import { type KnobToRestore, placedName, type RollbackPlan, vetoOf } from '../../agent/index.js';
import { shown } from '../../util/index.js';
import { shortNames } from '../shared/short-names.js';
import { table } from '../shared/table.js';

/** @param acts whether what is printed is about to be done */
export function rollbackText(plan: RollbackPlan, acts: boolean): string {
  const { change, knobs, commands, reasons } = plan;
  const names = shortNames(knobs.map(({ knob }) => knob));
  const rows = knobs.map((knob, i) => [
    names[i] ?? '',
    `${value(knob.before)} → ${knob.after}`,
    `now ${value(knob.now)}`,
    meaning(knob),
  ]);
  const vetoes = reasons.filter(({ answer }) => answer === 'veto');
  const lines = [
    `${placedName(change.topology)}  change ${change.id} of ${change.at}`,
    ...table(rows, new Set()).map((line) => `  ${line}`),
    ...commands.map((command, i) => `  ${i === 0 ? 'command' : 'then   '}  ${command}`),
    ...vetoes.map(({ guard, code, text }) => `  vetoed   ${guard}: ${code}: ${text}`),
    ...(commands.length === 0 ? noCommandLines(plan) : []),
    ...(commands.length > 0 && vetoes.length === 0 && !acts
      ? ['  a dry run: nothing was sent; --yes does it']
      : []),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

function noCommandLines(plan: RollbackPlan): string[] {
  if (plan.change.isUnderWay) return [stillUnderWay];
  return vetoOf(plan) === undefined ? ['  nothing to do'] : [];
}

const stillUnderWay =
  '  it is under way and may still arrive: look again once the agent has followed it to its end (trimtab audit list)';

interface Outcome {
  readonly kind: 'done' | 'failed' | 'refused' | 'asked';
  readonly id?: string;
  readonly text?: string;
}

export function outcomeText({ kind, id, text }: Outcome): string {
  switch (kind) {
    case 'done':
      return text === undefined
        ? `  done     as ${id}; an agent that starts now measures what came of it\n`
        : `  done     by the agent: ${shown(text)}\n`;
    case 'failed':
      return id === undefined
        ? '  not done as a whole by the agent\n'
        : `  not done as a whole: trimtab audit show ${id}\n`;
    case 'refused':
      return '  not done: the agent refuses\n';
    case 'asked':
      return '  left for the agent; its journal says what becomes of it\n';
  }
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

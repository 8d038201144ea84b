// What most operators script: more executors above 80 % for three windows, fewer below 30 % for half an hour.
import { type Changes, executorsKnob } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Answer, Policy, Situation } from './types.js';

const busy = { above: 0.8, windows: 3, factor: 1.5 } as const;
const idle = { below: 0.3, seconds: 30 * 60, factor: 0.7 } as const;

export const threshold: Policy = {
  name: 'threshold',
  about: 'executors × 1.5 above 80 % utilisation for three windows, × 0.7 below 30 % for 30 minutes',
  decide: ({ evaluation, history }: Situation): Answer => {
    const windows = apart([...history, evaluation]);
    const changes: Record<string, number> = {};
    const texts: string[] = [];
    for (const c of evaluation.components) {
      if (c.kind !== 'bolt' || c.utilisation === null) continue;
      const target = targetFor(c.name, c.executors, windows);
      if (target === c.executors) continue;
      changes[executorsKnob(c.name)] = target;
      texts.push(`${c.name} at ${Math.round(c.utilisation * 100)} %: ${c.executors} → ${target}`);
    }
    return texts.length > 0
      ? { kind: 'propose', changes: changes as Changes, text: texts.join('; ') }
      : { kind: 'hold', code: 'WITHIN_THRESHOLDS', text: holdText(windows) };
  },
};

/** Windows that do not overlap, the newest first chosen: several looks at the same minutes are one piece of evidence. */
function apart(windows: readonly Evaluation[]): readonly Evaluation[] {
  const chosen: Evaluation[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const window of windows.toReversed()) {
    if (window.at > next) continue;
    chosen.unshift(window);
    next = window.at - window.window.seconds * 1000;
  }
  return chosen;
}

function targetFor(name: string, executors: number, windows: readonly Evaluation[]): number {
  const utilisation = (w: Evaluation): number | null => utilisationIn(w, name);
  const recent = windows.slice(-busy.windows);
  if (recent.length === busy.windows && recent.every((w) => (utilisation(w) ?? 0) > busy.above)) {
    return Math.ceil(executors * busy.factor);
  }
  const newest = windows.at(-1)?.at ?? 0;
  const past = windows.filter((w) => newest - w.at <= (idle.seconds + 60) * 1000);
  const covered = (newest - (past[0]?.at ?? newest)) / 1000 + (past[0]?.window.seconds ?? 0);
  const seen = past.reduce((total, w) => total + w.window.seconds, 0);
  const alwaysIdle = seen >= idle.seconds / 2 && past.every((w) => (utilisation(w) ?? 1) < idle.below);
  return covered >= idle.seconds && alwaysIdle ? Math.max(1, Math.floor(executors * idle.factor)) : executors;
}

function utilisationIn(window: Evaluation, name: string): number | null {
  return window.components.find((c) => c.name === name)?.utilisation ?? null;
}

function holdText(windows: readonly Evaluation[]): string {
  const name = windows.at(-1)?.bottleneck ?? null;
  const seen = name === null ? 0 : busyInARow(name, windows);
  if (seen === 0) return 'no bolt is busy or idle enough for long enough';
  return `${name} is busy, but ${busy.windows} windows in a row are asked for and ${seen} seen`;
}

function busyInARow(name: string, windows: readonly Evaluation[]): number {
  const calm = windows.findLastIndex((w) => (utilisationIn(w, name) ?? 0) <= busy.above);
  return windows.length - 1 - calm;
}

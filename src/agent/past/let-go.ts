// What is told of the changes of a cluster that a reload takes away: how far each came, and the commands that lead back.
import type { JournalLine } from '../../audit/index.js';
import { planOf } from '../../change/index.js';
import { commandsOn } from '../act/commands-on.js';
import { supersede } from '../act/supersede.js';
import { undoPlan } from '../act/undo.js';
import type { AgentContext, Memory } from '../context.js';
import { type CutShort, remember } from './remember.js';

/** Ids of the changes that an agent has begun, or was about to, and has not come to the end of. */
export function openIn({ inHand, change, revert, interrupted }: Memory): string[] {
  const ids = [inHand, change?.id ?? null, revert?.change.id ?? null, ...interrupted.map((i) => i.id)];
  return [...new Set(ids)].filter((id) => id !== null);
}

/** Its cluster was taken out of the configuration, so that nobody will find out what becomes of its changes: each ends with what is known. */
export async function letGo(agent: AgentContext, lines: AsyncIterable<JournalLine>): Promise<void> {
  if (openIn(agent.memory).length === 0) return;
  const { interrupted } = await remember(lines, agent.cluster.name);
  for (const one of interrupted) {
    const { topology, step } = one;
    const code = 'NOT_WATCHED';
    const text = `its cluster was taken out of the configuration: ${stateText(one)}; nobody watches it any more`;
    const turned = Object.fromEntries(Object.entries(one.changes).map(([knob, { to }]) => [knob, to]));
    const begun = planOf(turned, 0).slice(0, step);
    const back = undoPlan(one).filter(({ kind }) => begun.some((operation) => operation.kind === kind));
    const undo = commandsOn(agent.cluster, topology, back);
    const how = undo.length === 0 ? '' : `; to go back: ${undo.join(' ; then, once it is steady: ')}`;
    const next = `Look at the topology${how}`;
    const sent = step > 1 || one.stepApplied === true ? true : null;
    await supersede(agent, one, { code, text, next }, { next, sent, undo });
  }
}

/** How far a change has come, by the journal. */
function stateText({ step, of, applied, stepApplied }: CutShort): string {
  if (applied) return 'it is in force, and its outcome was not awaited';
  if (of === 1) return 'it was begun, and may or may not come into force';
  const left = of - step === 1 ? `step ${of} was` : `steps ${step + 1} to ${of} were`;
  const rest = step < of ? `, ${left} not sent` : '';
  if (stepApplied === true) return `step ${step} of ${of} came into force${rest}`;
  const before = step === 1 ? '' : `${step === 2 ? 'step 1' : `steps 1 to ${step - 1}`} came into force, `;
  return `${before}step ${step} of ${of} was begun and may or may not come into force${rest}`;
}

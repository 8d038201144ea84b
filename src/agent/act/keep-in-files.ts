// Keeps verified changes in the configuration files of their topology, so that its next submission begins with them.
import { promises as files } from 'node:fs';
import { type FilesPlan, planFiles, systemGit, type Written, writeFiles } from '../../change/index.js';
import { asTrimtabError } from '../../errors/index.js';
import type { Changes } from '../../knobs/index.js';
import { type AgentContext, record } from '../context.js';
import type { Named } from '../lasting-name.js';
import { mayBeThere } from '../look/missing.js';
import type { ToKeep } from './under-way.js';
import { inEnginesNames, wishesOf } from './wishes.js';

/**
 * Those of dry modes and of what is paused wait; in mode approve only what a person has wanted is written. What is not written is said, and
 * never undoes the change.
 */
export async function keepVerified(agent: AgentContext): Promise<void> {
  const waiting: ToKeep[] = [];
  for (const one of agent.memory.toKeep) {
    if ((await keep(agent, one)) === 'waits') waiting.push(one);
  }
  agent.memory.toKeep = waiting;
}

async function keep(agent: AgentContext, one: ToKeep): Promise<'waits' | 'settled'> {
  const { mode, persist } = agent.settings().topology(one.topology);
  const paused = await agent.killSwitch.pausedBecause(agent.cluster.name, one.topology);
  if (mode === 'observe' || mode === 'suggest' || paused !== null) return 'waits';
  if (persist.files.length === 0) return 'settled';
  const whyNot = mode === 'approve' && one.askedBy === null ? notApproved : whyNotInForce(agent, one);
  if (whyNot === 'unknown') return 'waits';
  if (whyNot === null) await keepInFiles(agent, one, valuesOf(one), 'verified');
  else await notKept(agent, one, whyNot);
  return 'settled';
}

const byHand =
  'trimtab render shows what the files would be with what is in force; with --write it writes them.';

const notApproved = {
  code: 'NOT_APPROVED',
  text: 'it was carried out in auto, its mode is approve since, and nobody has approved it: the files stay as they are',
  next: byHand,
};

/**
 * While it waited somebody may have taken it back, or the topology may have gone: its next submission is not to begin with it.
 * @returns null where it is in force as a whole; else why it is not
 */
function whyNotInForce(agent: AgentContext, one: ToKeep): NotKept | 'unknown' | null {
  const watch = agent.memory.watches.get(one.topology.id);
  if (watch === undefined) {
    if (mayBeThere(agent, one.topology.id)) return 'unknown';
    const text = `${one.topology.id} is no longer on the cluster: the files stay as they are`;
    return { code: 'GONE', text, next: byHand };
  }
  const { known } = watch;
  if (known === null) return 'unknown';
  const others = Object.entries(valuesOf(one)).filter(([knob, value]) => known[knob] !== value);
  if (others.length === 0) return null;
  const told = others.map(([knob, value]) => `${knob} is ${known[knob] ?? 'unset'}, not ${value}`);
  return { code: 'NOT_IN_FORCE', text: `${told.join(', ')}: the files stay as they are`, next: byHand };
}

function valuesOf({ changes }: ToKeep): Changes {
  return Object.fromEntries(Object.entries(changes).map(([knob, { to }]) => [knob, to]));
}

/**
 * Writes the values and a line about it: `persisted`, or `failed` with the stage `persist`.
 * @param why what has come of the change, for the commit
 * @returns what became of it, for a person
 */
export async function keepInFiles(
  agent: AgentContext,
  { id, topology }: Pick<ToKeep, 'id' | 'topology'>,
  values: Changes,
  why: 'verified' | 'rolled back',
): Promise<string> {
  const { log, cluster } = agent;
  const words = { cluster: cluster.name, topology: topology.name, id };
  let kept: Kept;
  try {
    kept = await write(agent, { id, topology }, values, why);
  } catch (thrown) {
    const { code, message: text, next } = asTrimtabError(thrown);
    await notKept(agent, { id, topology }, { code, text, next });
    return `not written, ${code}: ${text}`;
  }
  const { written, unplaced } = kept;
  const problem = written.commitProblem;
  const text = textOf(written, unplaced);
  const trouble =
    problem === null ? {} : { code: problem.code, problem: problem.message, next: problem.next };
  log[problem === null ? 'info' : 'warn']('persisted', { ...words, text, ...trouble });
  const body = { text, files: written.files, commits: written.commits, unplaced, ...trouble };
  await record(agent, 'persisted', { id, topology }, body);
  return problem === null ? text : `${text}; ${problem.code}: ${problem.message}`;
}

interface NotKept {
  readonly code: string;
  readonly text: string;
  readonly next: string;
}

async function notKept(
  agent: AgentContext,
  { id, topology }: Pick<ToKeep, 'id' | 'topology'>,
  why: NotKept,
): Promise<void> {
  const words = { cluster: agent.cluster.name, topology: topology.name, id };
  agent.log.warn('not-persisted', { ...words, ...why });
  await record(agent, 'failed', { id, topology }, { stage: 'persist', ...why });
}

interface Kept {
  readonly written: Written;
  readonly unplaced: readonly string[];
}

/**
 * What the files of a topology would be with these values.
 * @param diffName of a file, for people
 * @throws TrimtabError TRIMTAB_E_FILE_…
 */
export async function planToKeep(
  { settings, cluster }: Pick<AgentContext, 'settings' | 'cluster'>,
  topology: Named,
  values: Changes,
  diffName?: (path: string) => string,
): Promise<FilesPlan> {
  const { persist } = settings().topology(topology);
  return await planFiles(files, persist, inEnginesNames(wishesOf(values), cluster), diffName);
}

/** @throws TrimtabError TRIMTAB_E_FILE_… */
async function write(
  agent: AgentContext,
  { id, topology }: Pick<ToKeep, 'id' | 'topology'>,
  values: Changes,
  why: string,
): Promise<Kept> {
  const { settings, state } = agent;
  const rules = settings().topology(topology).persist;
  const plan = await planToKeep(agent, topology, values);
  const edits = plan.files.flatMap((one) => one.edits);
  const changed = edits.map(({ key, from, to }) => `${key} ${from ?? 'unset'} → ${to}`);
  const written = await writeFiles(plan, {
    files,
    backups: state.backups,
    stamp: id,
    git: rules.git
      ? {
          run: systemGit,
          subject: `${topology.name}: ${changed.join(', ')}`,
          body: `Change ${id} of the running topology, ${why}. Written by trimtab.`,
        }
      : null,
  });
  return { written, unplaced: plan.unplaced };
}

function textOf({ files: written }: Written, unplaced: readonly string[]): string {
  const said = written.map(
    ({ file, edits }) =>
      `${file}: ${edits.map(({ key, from, to }) => `${key} ${from ?? 'unset'} → ${to}`).join(', ')}`,
  );
  const nowhere = unplaced.length === 0 ? [] : [`no file has a place for ${unplaced.join(', ')}`];
  return [
    ...(said.length === 0 && nowhere.length === 0 ? ['the files have it already'] : said),
    ...nowhere,
  ].join('; ');
}

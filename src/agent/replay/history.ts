// What a site has been through: its recorded decisions in order, with what was changed by each, for those who learn from it.
import { z } from 'zod';
import { type JournalLine, readJournal } from '../../audit/index.js';
import type { Deliberating, RecordedEpisode } from '../../decision/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Changes } from '../../knobs/index.js';
import { lastingName } from '../lasting-name.js';
import { DecisionStore } from './decision-store.js';
import { deliberatingOf } from './deliberating.js';

export interface SiteHistory {
  readonly episodes: readonly RecordedEpisode[];
  /** Decisions in the journal. */
  readonly decided: number;
  /** Of these, with everything they were made from. */
  readonly usable: number;
  /** Why the first of the others is not usable; null where all are. */
  readonly because: string | null;
}

const decidedSchema = z.looseObject({ inputs: z.string().nullable().optional() });
const appliedSchema = z.looseObject({ upAfterSeconds: z.number().nullable().optional() });
const intendedSchema = z.looseObject({
  changes: z.record(z.string(), z.looseObject({ to: z.number() })),
  revertOf: z.string().nullable(),
  /** Who wanted it, where a person did. */
  askedBy: z.string().nullable().optional(),
});

/** After these the settings are other ones than those that were decided on, or unknown. */
const cuts = new Set<JournalLine['kind']>(['failed', 'superseded', 'override-seen']);
/** The agent was not there, or could not measure: what happened then belongs to no decision. */
const longestGapMs = 30 * 60_000;

/** What a person approved and was made longer after a decision than this was not done of what that one saw. */
const promptlyMs = 5 * 60_000;

/** A decision while its episode is read. */
interface Open {
  readonly id: string;
  readonly atMs: number;
  readonly madeFrom: Deliberating;
  changes: Changes;
  pauseSeconds: number;
}

interface Reading {
  readonly cluster: string;
  readonly topology: string;
  current: Open[];
  /** The last one that came too soon after another to be taken; it may yet be the one that changes something. */
  passedOver: Open | null;
  /** Which decision is undone by the change of that id. */
  readonly undoing: Map<string, string>;
  /** After which decision the approved change of that id was made; null: after none that is known. */
  readonly approved: Map<string, string | null>;
  readonly done: Open[][];
}

/**
 * Of the journal of a state directory and the decisions kept beside it. The chain is not checked: `audit verify` does that.
 * @param everyMs neighbouring decisions without a change share most of their window: those that come sooner are passed over
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, TRIMTAB_E_JOURNAL, TRIMTAB_E_JOURNAL_DAMAGED
 */
export async function readHistory(stateDirectory: string, everyMs: number): Promise<SiteHistory> {
  const store = new DecisionStore(stateDirectory);
  const readings = new Map<string, Reading>();
  let [decided, usable] = [0, 0];
  let because: string | null = null;
  for await (const line of readJournal(stateDirectory)) {
    if (line.topology === null) continue;
    const { cluster, name, id } = line.topology;
    const key = JSON.stringify([cluster, id]);
    const reading = readings.get(key) ?? begun(cluster, lastingName({ name, id }));
    readings.set(key, reading);
    if (line.kind !== 'decided') {
      follow(reading, line);
      continue;
    }
    decided += 1;
    const made = await loaded(line, store);
    if (typeof made === 'string') because ??= made;
    else {
      usable += 1;
      if (made !== null) take(reading, made, everyMs);
    }
  }
  const episodes = [...readings.values()].flatMap(({ cluster, topology, current, done }) =>
    [...done, current]
      .filter((decisions) => decisions.length > 1)
      .map((decisions) => ({ cluster, topology, decisions })),
  );
  return { episodes, decided, usable, because };
}

/** What a decision was made from; null where nobody was asked; why not, in words, where it is not to be had. */
async function loaded(line: JournalLine, store: DecisionStore): Promise<Open | string | null> {
  const inputs = decidedSchema.safeParse(line).data?.inputs;
  if (typeof inputs !== 'string' || line.id === null) return 'what it was made from was not kept';
  try {
    const madeFrom = await deliberatingOf(await store.load(line.id, inputs), store);
    if (madeFrom?.objective.own !== undefined)
      return 'a function of the site says what was good (objective.module), and networks learn weighted parts only';
    const atMs = Date.parse(line.at);
    return madeFrom && { id: line.id, atMs, madeFrom, changes: {}, pauseSeconds: 0 };
  } catch (thrown) {
    if (thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_NOT_REPLAYABLE') return thrown.message;
    throw thrown;
  }
}

function begun(cluster: string, topology: string): Reading {
  return {
    cluster,
    topology,
    current: [],
    passedOver: null,
    undoing: new Map(),
    approved: new Map(),
    done: [],
  };
}

function take(reading: Reading, made: Open, everyMs: number): void {
  const last = reading.current.at(-1);
  const before = reading.passedOver ?? last;
  reading.passedOver = null;
  if (before !== undefined && made.atMs - before.atMs > longestGapMs) cut(reading);
  else if (last !== undefined && isUnchanged(last) && made.atMs - last.atMs < everyMs) {
    reading.passedOver = made;
    return;
  }
  reading.current.push(made);
}

/** What came of a decision. What is undone by itself is a consequence of it, and its pause one more. */
function follow(reading: Reading, line: JournalLine): void {
  // A change whose configuration file could not be written stays in force.
  if (cuts.has(line.kind) && line['stage'] !== 'persist') cut(reading);
  if (line.kind === 'intended' || line.kind === 'applied') followChange(reading, line);
}

function followChange(reading: Reading, line: JournalLine): void {
  const intended = line.kind === 'intended' ? intendedSchema.safeParse(line).data : undefined;
  if (intended?.revertOf === null && typeof intended.askedBy === 'string') approve(reading, line);
  if (typeof intended?.revertOf === 'string') {
    // Undone by a person it is no consequence.
    if (typeof intended.askedBy === 'string') cut(reading);
    reading.undoing.set(line.id ?? '', intended.revertOf);
  }
  const id = decisionOf(reading, reading.undoing.get(line.id ?? '') ?? line.id);
  if (reading.passedOver !== null && id === reading.passedOver.id) {
    reading.current.push(reading.passedOver);
    reading.passedOver = null;
  }
  const decision = reading.current.find((one) => one.id === id);
  // A change of nobody who is known here: from now on the settings are not those of the last decision.
  if (decision === undefined) cut(reading);
  else if (line.kind === 'applied')
    decision.pauseSeconds += appliedSchema.safeParse(line).data?.upAfterSeconds ?? 0;
  else if (intended?.revertOf === null) {
    const ends = Object.entries(intended.changes).map(([knob, { to }]) => [knob, to] as const);
    decision.changes = Object.fromEntries(ends);
  }
}

/** It has the id of the decision that proposed it, hours ago perhaps: what was done, in place of what the newest one wanted. */
function approve({ approved, passedOver, current }: Reading, { id, at }: JournalLine): void {
  if (id === null || approved.has(id)) return;
  const newest = passedOver ?? current.at(-1);
  const isPrompt = newest !== undefined && Date.parse(at) - newest.atMs <= promptlyMs;
  approved.set(id, isPrompt ? newest.id : null);
}

/** The one that a change of that id belongs to; null: none that is known. */
function decisionOf({ approved }: Reading, id: string | null): string | null {
  const newest = id === null ? null : approved.get(id);
  return newest === undefined ? id : newest;
}

function cut(reading: Reading): void {
  reading.done.push(reading.current);
  reading.current = [];
  reading.passedOver = null;
}

function isUnchanged({ changes, pauseSeconds }: Open): boolean {
  return pauseSeconds === 0 && Object.keys(changes).length === 0;
}

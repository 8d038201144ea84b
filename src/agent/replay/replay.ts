// Makes a recorded decision again, from what it was made from, and compares it with what the journal says.
import { z } from 'zod';
import type { JournalLine } from '../../audit/index.js';
import { placeOf } from '../../clusters/index.js';
import { type Considered, consider } from '../../decision/index.js';
import { TrimtabError } from '../../errors/index.js';
import { runMeasuringGuards } from '../../guard/index.js';
import type { Policy } from '../../policy/index.js';
import { heronText, inHeronNames } from '../heron-words.js';
import { type DecisionCode, decisionCode } from './code-digest.js';
import type { DecisionStore } from './decision-store.js';
import { deliberatingOf } from './deliberating.js';
import { type Difference, differencesOf } from './differences.js';
import { answersOf, type DecisionRecord, type Who } from './record.js';

export interface Replayed {
  readonly id: string;
  readonly identical: boolean;
  readonly differences: readonly Difference[];
  /** Who decided; null where the rules about measuring were against it before anybody was asked. */
  readonly policy: Who | null;
  readonly fallback: Who | null;
  readonly code: { readonly then: DecisionCode; readonly now: DecisionCode; readonly same: boolean };
  readonly action: 'apply' | 'hold';
  /** Answers of guards and policy that were compared. */
  readonly answers: number;
  /** Windows of the past that it rests on. */
  readonly windows: number;
}

const answerSchema = z.looseObject({ guard: z.string(), answer: z.string(), code: z.string() });
/** What is read of a `decided` line. */
const decidedSchema = z.looseObject({
  inputs: z.string().nullable().optional(),
  action: z.enum(['apply', 'hold']),
  reasons: z.array(answerSchema),
  proposed: z.unknown(),
  predicted: z.unknown(),
  price: z.unknown(),
});

/** Added to what was considered: the reporter of queues is no knob, and no policy is asked about it. */
const reporterCode = 'REPORTER_MISSING';

/**
 * @param line a `decided` line
 * @param policyOf who decided then; throws TrimtabError where the model is not to be had
 * @throws TrimtabError TRIMTAB_E_NOT_REPLAYABLE when what it was made from is not there, or not as it was
 */
export async function replayDecision(
  line: JournalLine,
  store: DecisionStore,
  policyOf: (who: Who) => Promise<Policy>,
): Promise<Replayed> {
  const decided = decidedSchema.safeParse(line);
  if (line.kind !== 'decided' || line.id === null || !decided.success) {
    throw new TrimtabError('TRIMTAB_E_NOT_REPLAYABLE', `line ${line.seq} of the journal is no decision`);
  }
  const { inputs, action, reasons } = decided.data;
  if (typeof inputs !== 'string') {
    const text = `what ${line.id} was made from was not kept (agent.keepDecisions, or an earlier release)`;
    throw new TrimtabError('TRIMTAB_E_NOT_REPLAYABLE', text);
  }
  const record = await store.load(line.id, inputs);
  const replayed = await again(record, store, policyOf);
  const { answers } = runMeasuringGuards(record.measured);
  // The journal of a Heron cluster speaks Heron's words.
  const isHeron = line.topology !== null && placeOf(line.topology.id) !== null;
  const own = answersOf(answers, replayed);
  const names = namesIn(record.evaluation);
  const all = isHeron ? own.map((one) => ({ ...one, text: heronText(one.text, names) })) : own;
  const recorded = record.considered;
  const then = record.code;
  const now = decisionCode();
  const hasReporter = reasons.some(({ code }) => code === reporterCode);
  const differences = [
    ...differencesOf(recorded?.result ?? null, asJson(replayed)),
    ...(hasReporter ? [] : differencesOf(reasons.slice(0, all.length), asJson(all), 'reasons')),
    ...(hasReporter ? [] : outcomeDifferences(decided.data, replayed, isHeron)),
  ];
  return {
    id: line.id,
    identical: differences.length === 0,
    differences,
    policy: recorded?.policy ?? null,
    fallback: recorded?.fallback ?? null,
    code: { then, now, same: then.sha256 === now.sha256 && then.node === now.node },
    action,
    answers: all.length,
    windows: (recorded?.history.length ?? 0) + (recorded?.earlier.length ?? 0),
  };
}

/** Of the components that were measured; none where nothing was. */
function namesIn(evaluation: unknown): string[] {
  const parsed = z
    .looseObject({ components: z.array(z.looseObject({ name: z.string() })) })
    .safeParse(evaluation);
  return parsed.success ? parsed.data.components.map(({ name }) => name) : [];
}

async function again(
  record: DecisionRecord,
  store: DecisionStore,
  policyOf: (who: Who) => Promise<Policy>,
): Promise<Considered | null> {
  const deliberating = await deliberatingOf(record, store);
  if (record.considered === null || deliberating === null) return null;
  const { policy, fallback } = record.considered;
  return consider({
    ...deliberating,
    policy: await policyOf(policy),
    fallback: fallback === null ? null : await policyOf(fallback),
  });
}

/** What the line says beside the answers. */
function outcomeDifferences(
  { action, proposed, predicted, price }: z.output<typeof decidedSchema>,
  replayed: Considered | null,
  isHeron: boolean,
): Difference[] {
  const applied = replayed?.apply === true && replayed.outlook !== null ? replayed : null;
  const expected = {
    action: applied === null ? 'hold' : 'apply',
    proposed: applied === null || !isHeron ? (applied?.changes ?? null) : inHeronNames(applied.changes),
    predicted: applied?.outlook?.predicted ?? null,
    price: applied?.outlook?.price ?? null,
  };
  return differencesOf({ action, proposed, predicted, price }, asJson(expected), 'decided');
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

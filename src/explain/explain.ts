// Puts an explanation together from a recorded decision; what cannot be said of it is named, with the reason.
import { situationOf, wholeOutlookOf } from '../decision/index.js';
import type { GuardAnswer } from '../guard/index.js';
import type { Changes } from '../knobs/index.js';
import type { Crowding, Outlook } from '../outlook/index.js';
import { turnedText } from '../policy/index.js';
import { type Attribution, attribute, worthOfDecision } from './attribution.js';
import { type Counterfactual, counterfactualOf } from './counterfactual.js';
import { counterfactualText } from './counterfactual-text.js';
import { attributeFeatures, type FeatureAttribution } from './features.js';
import { actualPoint, inputsOf, referencePoint } from './inputs.js';
import { type Masking, mask } from './masking.js';
import { momentsOf } from './moment.js';
import { paragraphOf, type Told } from './paragraph.js';
import { type Earlier, type Past, pastOf } from './past.js';
import { subjectOf } from './subject.js';
import type { Case, NotSaid, Subject, Worth, WorthUnit } from './types.js';
import { type Typical, typicalOf } from './typical.js';
import { type WhatIf, whatIf } from './what-if.js';
import { unitOf } from './worth.js';

/** What was written down of a decision, whether or not it can be made again. */
export interface RecordedFacts {
  readonly id: string;
  readonly at: string;
  readonly topology: { readonly cluster: string; readonly name: string };
  readonly action: 'apply' | 'hold';
  readonly policy: string;
  /** Every answer, in order; the policy's own among them. */
  readonly answers: readonly GuardAnswer[];
}

/** The JSON that `trimtab explain` prints. */
export interface Explanation extends Omit<RecordedFacts, 'answers'> {
  readonly schema: 'trimtab/explanation/v1';
  /** Who gave the answer that counted: the policy, or its fallback. */
  readonly decidedBy: string;
  readonly model: { readonly folder: string; readonly sha256: string } | null;
  readonly paragraph: string;
  readonly guards: readonly GuardAnswer[];
  readonly subject: (Subject & { readonly text: string }) | null;
  readonly predicted: Outlook['predicted'];
  readonly price: Outlook['price'] | null;
  readonly worth: (Worth & { readonly unit: WorthUnit }) | null;
  readonly attribution: Attribution | null;
  /** Of a learned policy: what its networks make of each feature; null for rules. */
  readonly features: FeatureAttribution | null;
  readonly masking: Masking | null;
  readonly counterfactual: (Counterfactual & { readonly text: string }) | null;
  readonly whatIf: WhatIf | null;
  /** Where it was asked for: states in which the change is worth most and least, and the earlier decisions about the topology. */
  readonly typical: readonly Typical[] | null;
  readonly past: Past | null;
  readonly notSaid: readonly NotSaid[];
}

export interface ExplainOptions {
  /** A configuration that somebody asks about. */
  readonly whatIf: Changes | null;
  /** Other recorded decisions about the topology, oldest first; null: it is not compared with them. */
  readonly earlier: readonly Earlier[] | null;
  /** How many more of them there are that cannot be looked at. */
  readonly earlierLeftOut?: number;
}

/** Enough for every input that is tried, both ways; less where there are many components and a decision takes long. */
const mostDecisions = { usual: 48, least: 12, components: 480 } as const;

/**
 * @param made what it was made from and by whom; or, in words, why that is not to be had: then only what was written down is told
 */
export function explain(facts: RecordedFacts, made: Case | string, options: ExplainOptions): Explanation {
  const notSaid: NotSaid[] = [];
  const parts =
    typeof made === 'string' ? withoutInputs(made, options, notSaid) : partsOf(made, options, notSaid);
  const { subject, subjectText, outlook, worth, attribution, features, masking, counterfactual } = parts;
  const past =
    options.earlier === null || typeof made === 'string'
      ? null
      : pastOf(asEarlier(facts, made), options.earlier);
  if (past !== null && 'part' in past) notSaid.push(past);
  if (past !== null) notSaid.push(...leftOut(options));
  const decidedBy = deciderOf(facts, made);
  const { id, at, topology, action, policy, answers } = facts;
  const beside = besideOf(facts, made);
  // What became of the agent's own change says nothing of the one that is explained.
  const own =
    beside === null || typeof made === 'string'
      ? facts
      : { action: 'hold' as const, answers: made.result.answers };
  return {
    schema: 'trimtab/explanation/v1',
    id,
    at,
    topology,
    action,
    policy,
    decidedBy,
    model: typeof made === 'string' ? null : modelOf(made),
    paragraph: paragraphOf({
      topology: `${topology.cluster}/${topology.name}`,
      policy: decidedBy === policy ? policy : `${decidedBy}, asked in the place of ${policy},`,
      action: own.action,
      guards: own.answers,
      beside,
      subject,
      subjectText,
      outlook,
      worth,
      attribution,
      counterfactual,
      crowding: parts.crowding,
      nearestStoppedBy: nearestStopped(subject, made),
      made: typeof made === 'string' ? null : made,
    }),
    guards: answers,
    subject: subject === null ? null : { ...subject, text: subjectText ?? '' },
    predicted: outlook?.predicted ?? null,
    price: outlook?.price ?? null,
    worth: worth === null ? null : { ...worth, unit: unitOf(worth) },
    attribution,
    features,
    masking,
    counterfactual:
      counterfactual === null ? null : { ...counterfactual, text: counterfactualText(counterfactual) },
    whatIf: parts.asked,
    typical: parts.typical,
    past: past === null || 'part' in past ? null : past,
    notSaid,
  };
}

interface Parts {
  readonly subject: Subject | null;
  readonly subjectText: string | null;
  readonly outlook: Outlook | null;
  readonly crowding: Crowding | null;
  readonly worth: Worth | null;
  readonly attribution: Attribution | null;
  readonly features: FeatureAttribution | null;
  readonly masking: Masking | null;
  readonly counterfactual: Counterfactual | null;
  readonly asked: WhatIf | null;
  readonly typical: readonly Typical[] | null;
}

const nothing: Parts = {
  subject: null,
  subjectText: null,
  outlook: null,
  crowding: null,
  worth: null,
  attribution: null,
  features: null,
  masking: null,
  counterfactual: null,
  asked: null,
  typical: null,
};

function withoutInputs(because: string, { earlier }: ExplainOptions, notSaid: NotSaid[]): Parts {
  notSaid.push({ part: 'worth, what it comes of, what would turn it round, and what-if', because });
  if (earlier !== null) notSaid.push({ part: 'inputs that lead to it, nearest decisions and map', because });
  return nothing;
}

/** Numbers that rest on fewer decisions than there were are other numbers. */
function leftOut({ earlierLeftOut: count = 0 }: ExplainOptions): NotSaid[] {
  if (count === 0) return [];
  const part = `${count} more ${count === 1 ? 'decision' : 'decisions'} about this topology`;
  return [{ part, because: 'what they were made from is no longer kept, or not as it was written' }];
}

function partsOf(made: Case, options: ExplainOptions, notSaid: NotSaid[]): Parts {
  const asked = options.whatIf === null ? null : whatIf(made, options.whatIf);
  const subject = subjectOf(made);
  if (typeof subject === 'string') {
    notSaid.push({ part: 'worth, what it comes of, and what would turn it round', because: subject });
    return { ...nothing, asked };
  }
  const situation = situationOf(made.deliberating);
  const outlook = outlookOf(made, subject);
  const { crowding = null } = situation;
  const subjectText = turnedText(subject.changes, situation);
  const told = { ...nothing, asked, subject, subjectText, outlook, crowding };
  const worth = worthOfDecision(made, subject.changes);
  const inputs = inputsOf(made.deliberating);
  const momentAt = momentsOf(made.deliberating, inputs);
  if (worth === null || typeof momentAt === 'string') {
    const because = typeof momentAt === 'string' ? momentAt : 'no utility can be predicted for it';
    notSaid.push({ part: 'worth, what it comes of, and what would turn it round', because });
    return told;
  }
  const attribution = attribute(made, subject.changes, inputs, momentAt, worth);
  if (attribution === null) {
    const because = 'no utility can be predicted on the way to the reference state';
    notSaid.push({ part: 'what the worth comes of, and what would turn it round', because });
    return { ...told, worth };
  }
  const masking = mask(made, subject.changes, inputs, momentAt, attribution, made.deliberating.evaluation.at);
  const counterfactual = counterfactualOf(made, subject, inputs, momentAt, attribution, decisionsFor(made));
  if (counterfactual === null) {
    const because =
      'none of the inputs that matter most, nor several of them together, turns it round within its range';
    notSaid.push({ part: 'what would turn it round', because });
  }
  const [here, reference] = [momentAt(actualPoint(inputs)), momentAt(referencePoint(inputs))];
  const features =
    made.ensemble === null ? null : attributeFeatures(made.ensemble, subject.changes, here, reference);
  const typical =
    options.earlier === null ? [] : typicalOf(made, subject.changes, inputs, momentAt, options.earlier);
  if ('part' in typical) notSaid.push(typical);
  const all = { ...told, worth, attribution, features, masking, counterfactual };
  return 'part' in typical || typical.length === 0 ? all : { ...all, typical };
}

function asEarlier({ id, at, action }: RecordedFacts, { deliberating }: Case): Earlier {
  return { id, at, action, deliberating };
}

/** What the decision itself went by, where that was asked about the subject. */
function outlookOf({ result, deliberating }: Case, { kind, changes }: Subject): Outlook {
  const own = kind === 'nearest' ? null : result.outlook;
  return own ?? wholeOutlookOf(deliberating, changes);
}

function decisionsFor({ deliberating }: Case): number {
  const wanted = Math.round(mostDecisions.components / deliberating.evaluation.components.length);
  return Math.max(mostDecisions.least, Math.min(mostDecisions.usual, wanted));
}

/** Guards were not asked about what was not wanted. */
function nearestStopped(subject: Subject | null, made: Case | string): GuardAnswer | null {
  if (subject?.kind !== 'nearest' || typeof made === 'string') return null;
  return whatIf(made, subject.changes).stoppedBy;
}

/** The fallback has decided where the policy was out of its depth: `confidence` says so, and where nothing else is kept, who that was. */
function deciderOf({ policy, answers }: RecordedFacts, made: Case | string): string {
  const all = typeof made === 'string' ? answers : made.result.answers;
  const doubt = all.find(({ guard }) => guard === 'confidence');
  if (doubt === undefined) return policy;
  const decides = typeof made === 'string' ? / (\S+) decides$/.exec(doubt.text)?.[1] : made.fallback?.name;
  return decides ?? policy;
}

/** The agent has something to change by itself where the policy changes nothing: it stands in the place of the policy's answer. */
function besideOf({ action, answers }: RecordedFacts, made: Case | string): Told['beside'] {
  const last = answers.findLast(({ guard }) => guard === 'policy');
  if (last === undefined || typeof made === 'string') return null;
  if (made.result.answers.some(({ guard, code }) => guard === last.guard && code === last.code)) return null;
  const veto = answers.slice(answers.indexOf(last)).find(({ answer }) => answer === 'veto') ?? null;
  return { text: last.text, stoppedBy: action === 'apply' ? null : veto };
}

function modelOf({ policy: { model } }: Case): Explanation['model'] {
  return model === undefined ? null : { folder: model.folder, sha256: model.sha256 };
}

// What is done where no queueing model explains a topology that does not keep up: another host, and so few in flight that they are in time.
import { type Changes, knobNamed } from '../knobs/index.js';
import { inFlightUnder, isThroughInTime } from '../outlook/index.js';
import { spoutRate } from '../twin/index.js';
import { type Candidate, candidateFor, distinct, favourite, spreads } from './candidates.js';
import { turnedText } from './turned-text.js';
import type { Answer, Situation } from './types.js';
import { unexplainedText } from './unexplained.js';

const pendingKnob = 'topology.max.spout.pending';

/** The best that guards permit; where there is none, why the twin has nothing to say. */
export function byHosts(situation: Situation): Answer {
  const best = favourite(
    candidatesByHosts(situation).filter(({ isPermitted, score }) => isPermitted && score > 0),
  );
  const why = unexplainedText(situation);
  if (best === null) return { kind: 'unsure', code: 'NO_TWIN', text: why };
  const gain = (best.outlook.utilityGain ?? 0).toFixed(2);
  const text = `${why}; its hosts would explain it if they had no CPU left, and best then (utility +${gain}) is ${turnedText(best.changes, situation)}`;
  return { kind: 'propose', changes: best.changes, text };
}

function candidatesByHosts(situation: Situation): Candidate[] {
  const fewer = fewerInFlight(situation);
  return distinct([...fewer, ...spreads(fewer, situation)], situation).flatMap((changes) => {
    const candidate = candidateFor(situation, changes);
    return typeof candidate === 'string' ? [] : [candidate];
  });
}

/** Where every tuple is too late: the most that may be in flight and be in time. */
function fewerInFlight({ evaluation, configuration }: Situation): Changes[] {
  const now = configuration[pendingKnob];
  if (evaluation.throughputPerSecond !== 0 || now === null || now === undefined) return [];
  const inTime = (knobNamed(pendingKnob)?.ladder ?? [])
    .filter((rung) => rung < now)
    .map((rung) => ({ [pendingKnob]: rung }))
    .filter((changes) =>
      isThroughInTime(inFlightUnder(changes, evaluation), evaluation, spoutRate(evaluation)),
    );
  return inTime.slice(-1);
}

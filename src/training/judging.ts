// A change in the environment as the agent judges it afterwards: what was intended, the windows that follow, and what is taken back.
import {
  deservesSecondLook,
  type Intended,
  isBad,
  type Measured,
  measuredBy,
  type Outcome,
  outcomeOf,
} from '../decision/index.js';
import type { Changes } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Objective } from '../objective/index.js';
import { referenceOf, worthNow } from '../outlook/index.js';
import type { Environment } from '../simulator/index.js';
import { configurationOf, planChangeOf, waitSecondsOf } from './applying.js';
import type { Watched } from './watched.js';

/** A window that has not come by then will not come. */
const patienceMinutes = 30;

/** What became of a change, in the order of the windows looked at. */
export interface Judgement {
  /** One, or two where the first deserved a second look; fewer where none came in time. */
  readonly outcomes: readonly Outcome['code'][];
  /** Whether the agent takes it back. */
  readonly isUndone: boolean;
}

/** Makes the change and looks at full windows after it, none of which shares anything with another. */
export function changeAndJudge(
  { environment, seen, history }: Watched,
  objective: Objective,
  changes: Changes,
  predicted: Intended['predicted'],
): Judgement {
  const reference = referenceOf(history[0] ?? seen, objective);
  const measured = (window: Evaluation): Measured =>
    measuredBy(window, objective, worthNow(window, objective, reference));
  const former = configurationOf(environment);
  const ends = Object.entries(changes).map(([knob, to]) => [knob, { from: former[knob] ?? null, to }]);
  const intended: Intended = { changes: Object.fromEntries(ends), before: measured(seen), predicted };
  environment.change(planChangeOf(changes), waitSecondsOf(seen));
  const first = nextWindow(environment);
  if (first === null) return { outcomes: [], isUndone: false };
  const outcome = outcomeOf(intended, measured(first));
  const second = deservesSecondLook(outcome, intended, measured(first)) ? nextWindow(environment) : null;
  if (second === null) return { outcomes: [outcome.code], isUndone: isBad(outcome.code) };
  const { code } = outcomeOf(intended, measured(second));
  return { outcomes: [outcome.code, code], isUndone: isBad(code) };
}

function nextWindow(environment: Environment): Evaluation | null {
  for (let minute = 1; minute <= patienceMinutes; minute++) {
    environment.advance(60);
    const seen = environment.observe();
    if (!('kind' in seen) && 60 * minute >= seen.window.seconds) return seen;
  }
  return null;
}

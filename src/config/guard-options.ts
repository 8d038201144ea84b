// The options of topologies about guards, times of the day, and what is asked outside the engine; in the same table form.
import { z } from 'zod';
import { cron, duration, notEmptyText, notNegativeBelow, numberFrom, whole } from './kinds.js';
import { acting, deciding, option, reading, type UsedBy } from './option.js';
import { builtInGuards } from './presets.js';
import { neverEndsTogether, type Recurring, recurringProblem } from './recurring.js';

function query(description: string, example: string) {
  return option(notEmptyText('a query in PromQL').exactOptional(), {
    description,
    usedBy: reading,
    example,
  });
}

export const externalSchema = z.strictObject({
  backlogTuples: query(
    'Messages that wait at the source, such as the lag of a consumer group of Kafka.',
    'sum(kafka_consumergroup_lag{consumergroup="{topology}"})',
  ),
  offeredPerSecond: query(
    'What the source has to give, messages per second.',
    'sum(rate(kafka_topic_partition_current_offset{topic="clicks"}[5m]))',
  ),
  latencyMs: query(
    'Mean latency as the application measures it. It takes the place of the complete latency, but where tuples are not acknowledged: there latency does not count.',
    '1000 * app_latency_seconds{quantile="0.5"}',
  ),
  latencyP95Ms: query('The 95th percentile of the same.', '1000 * app_latency_seconds{quantile="0.95"}'),
});

const recurring = (usedBy: readonly UsedBy[]) => ({
  cron: option(cron(), {
    description: 'When it begins, in `agent.timeZone`: five fields, or six with seconds first.',
    usedBy,
    example: '0 8 * * 1-5',
  }),
  for: option(duration(), {
    description:
      'How long it lasts. Where it begins again before that, it goes on; what would never end is refused.',
    usedBy,
    example: '2h',
  }),
});

function endsBeforeItBegins(recurring: Recurring, context: z.RefinementCtx): void {
  const problem = recurringProblem(recurring);
  if (problem === null) return;
  const path = problem.startsWith('a cron') ? 'cron' : 'for';
  context.addIssue({ code: 'custom', path: [path], message: problem });
}

function leaveTime(all: readonly Recurring[], context: z.RefinementCtx): void {
  if (!neverEndsTogether(all)) return;
  context.addIssue({
    code: 'custom',
    message: 'to leave some time in the week or the year (together they never end)',
  });
}

export const blackoutSchema = z
  .array(z.strictObject(recurring(acting)).superRefine(endsBeforeItBegins))
  .superRefine(leaveTime);

export const expectedSchema = z
  .array(
    z
      .strictObject({
        ...recurring(deciding),
        factor: option(numberFrom(1, 1000), {
          description:
            'How many times the usual load is expected. 1: no more than usual, only nothing is removed.',
          usedBy: deciding,
          example: 2.5,
        }),
      })
      .superRefine(endsBeforeItBegins),
  )
  .superRefine(leaveTime);

/** The agent knows the loads of the last 24 hours; what asks for more is never met. */
const longestWatched = 23 * 3600;

export const guardsSchema = z.strictObject({
  horizon: option(duration().exactOptional(), {
    description:
      'Longest time for which a load is expected to stay as it is; a change must pay for itself within it.',
    usedBy: deciding,
    builtIn: '30m',
  }),
  minGain: option(notNegativeBelow(1).exactOptional(), {
    description:
      'Least gain of utility, which lies between -1 and 1, for a change that does not make the topology cheaper. 0: any gain that is more than noise.',
    usedBy: deciding,
    builtIn: builtInGuards.minGain,
  }),
  minGainDown: option(notNegativeBelow(1).exactOptional(), {
    description: 'The same for one that does.',
    usedBy: deciding,
    builtIn: builtInGuards.minGainDown,
  }),
  downAfter: option(duration(undefined, longestWatched).exactOptional(), {
    description:
      'What is removed must have been spare for that long, at the most load of that time. At most 23h: the loads of a day are known.',
    usedBy: deciding,
    builtIn: '20m',
  }),
  reversal: option(duration().exactOptional(), {
    description: 'How slowly it is forgotten that a change would go back the way that the last one came.',
    usedBy: deciding,
    builtIn: '1h',
  }),
  reserveSlots: option(whole(0).exactOptional(), {
    description:
      'Free slots of the cluster that no change may take. More than there are: no worker is ever added. Storm only; on Heron bound `containers`.',
    usedBy: deciding,
    builtIn: builtInGuards.reserveSlots,
  }),
});

// The options of topologies about guards, times of the day, and what is asked outside the engine; in the same table form.
import { z } from 'zod';
import { cron, duration, notEmptyText, notNegative, positive, whole } from './kinds.js';
import { deciding, option } from './option.js';
import { builtInGuards } from './presets.js';
import { recurringProblem } from './recurring.js';

function query(description: string, example: string) {
  return option(notEmptyText('a query in PromQL').exactOptional(), {
    description,
    usedBy: deciding,
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
    'Mean latency as the application measures it. It takes the place of the complete latency.',
    '1000 * app_latency_seconds{quantile="0.5"}',
  ),
  latencyP95Ms: query('The 95th percentile of the same.', '1000 * app_latency_seconds{quantile="0.95"}'),
});

const recurring = {
  cron: option(cron(), {
    description: 'When it begins, in `agent.timeZone`.',
    usedBy: deciding,
    example: '0 8 * * 1-5',
  }),
  for: option(duration(), { description: 'How long it lasts.', usedBy: deciding, example: '2h' }),
};

function endsBeforeItBegins(
  { cron: expression, for: seconds }: { readonly cron: string; readonly for: number },
  context: z.RefinementCtx,
): void {
  const problem = recurringProblem(expression, seconds);
  if (problem === null) return;
  const path = problem.startsWith('a cron') ? 'cron' : 'for';
  context.addIssue({ code: 'custom', path: [path], message: problem });
}

export const blackoutSchema = z.strictObject(recurring).superRefine(endsBeforeItBegins);

export const expectedSchema = z
  .strictObject({
    ...recurring,
    factor: option(positive(), {
      description: 'How many times the usual load is expected.',
      usedBy: deciding,
      example: 2.5,
    }),
  })
  .superRefine(endsBeforeItBegins);

export const guardsSchema = z.strictObject({
  horizon: option(duration().exactOptional(), {
    description:
      'Longest time for which a load is expected to stay as it is; a change must pay for itself within it.',
    usedBy: deciding,
    builtIn: '30m',
  }),
  minGain: option(notNegative().exactOptional(), {
    description: 'Least gain of utility for a change that does not make the topology cheaper.',
    usedBy: deciding,
    builtIn: builtInGuards.minGain,
  }),
  minGainDown: option(notNegative().exactOptional(), {
    description: 'Least gain of utility for one that does.',
    usedBy: deciding,
    builtIn: builtInGuards.minGainDown,
  }),
  downAfter: option(duration().exactOptional(), {
    description: 'What is removed must have been spare for that long, at the most load of that time.',
    usedBy: deciding,
    builtIn: '20m',
  }),
  reversal: option(duration().exactOptional(), {
    description: 'How slowly it is forgotten that a change would go back the way that the last one came.',
    usedBy: deciding,
    builtIn: '1h',
  }),
  reserveSlots: option(whole(0).exactOptional(), {
    description: 'Free slots of the cluster that no change may take.',
    usedBy: deciding,
    builtIn: builtInGuards.reserveSlots,
  }),
});

// The options of topologies, in the same table form: the defaults for all, and overrides for some.
import { z } from 'zod';
import { approvalSchema, earnedSchema } from './approval-options.js';
import { blackoutSchema, expectedSchema, externalSchema, guardsSchema } from './guard-options.js';
import {
  anyNumber,
  anyWhole,
  choice,
  file,
  notEmptyText,
  numberFrom,
  oneOf,
  positive,
  whole,
} from './kinds.js';
import { acting, actingOrExamined, deciding, everything, option, reading } from './option.js';
import { persistAbout, persistSchema } from './persist-options.js';
import { builtInBudgets, builtInPreset, builtInPrices, objectivePresets, presetNames } from './presets.js';

function weight(name: keyof (typeof objectivePresets)[typeof builtInPreset], description: string) {
  return option(numberFrom(0, 1e6).exactOptional(), {
    description,
    usedBy: deciding,
    builtIn: objectivePresets[builtInPreset][name],
  });
}

const objectiveSchema = z.strictObject({
  preset: option(choice(presetNames).exactOptional(), {
    description: 'Named weights to start from.',
    usedBy: deciding,
    builtIn: builtInPreset,
  }),
  weights: option(
    z
      .strictObject({
        throughput: weight('throughput', 'What twice the throughput is worth.'),
        latency: weight(
          'latency',
          'What half the complete latency is worth. Dropped for topologies without ackers, or whose spouts emit without message ids.',
        ),
        cost: weight('cost', 'What half the cost is worth. Above 0 it needs a price above 0.'),
        stability: weight(
          'stability',
          'What it is worth not to pause the topology. Alone above 0: no change is ever worth it.',
        ),
      })
      .exactOptional(),
    {
      description:
        'Weights, merged over those of the preset. Only their proportions matter; 0 drops the part, and at least one is above 0.',
      usedBy: deciding,
    },
  ),
  slo: option(
    z
      .strictObject({
        completeLatencyMs: option(positive().exactOptional(), {
          description: 'Complete latency, in milliseconds, that should not be passed.',
          usedBy: deciding,
          example: 200,
        }),
        minThroughputPerSecond: option(positive().exactOptional(), {
          description: 'Tuples per second that should at least be processed.',
          usedBy: deciding,
          example: 1000,
        }),
      })
      .exactOptional(),
    {
      description: 'Service level objectives: the share of them that is broken lowers the utility.',
      usedBy: deciding,
    },
  ),
  prices: option(
    z
      .strictObject({
        executorPerHour: option(numberFrom(0, 1e9).exactOptional(), {
          description: 'Price of one executor for an hour, in any currency. 0: executors cost nothing.',
          usedBy: deciding,
          builtIn: builtInPrices.executorPerHour,
        }),
        workerPerHour: option(numberFrom(0, 1e9).exactOptional(), {
          description: 'Price of one worker for an hour, in the same currency. 0: workers cost nothing.',
          usedBy: deciding,
          builtIn: builtInPrices.workerPerHour,
        }),
      })
      .exactOptional(),
    {
      description:
        'What the cost is computed from. Both may be 0 where the cost weight is 0: then nothing is compared by cost.',
      usedBy: deciding,
    },
  ),
  reference: option(
    z
      .strictObject({
        throughputPerSecond: option(positive().exactOptional(), {
          description:
            'Tuples per second that count as neither good nor bad. Left out: those of the first full window in which the topology moves anything.',
          usedBy: deciding,
          example: 5000,
        }),
        completeLatencyMs: option(positive().exactOptional(), {
          description:
            'The same for the complete latency, in milliseconds. An SLO for it takes its place. Left out: the first full window.',
          usedBy: deciding,
          example: 100,
        }),
        costPerHour: option(positive().exactOptional(), {
          description:
            'The same for the cost of an hour. Left out: the first full window; 0 there drops the part.',
          usedBy: deciding,
          example: 0.5,
        }),
      })
      .exactOptional(),
    { description: 'What the utility compares with: as good as the reference is 0.', usedBy: deciding },
  ),
  module: option(file().exactOptional(), {
    description:
      "A module whose default export is the site's own utility function, in place of the weights (docs/guide/objective.md). It runs as the agent does.",
    usedBy: reading,
    example: './my-utility.mjs',
  }),
});

const topologyOptions = {
  mode: option(choice(['observe', 'suggest', 'approve', 'auto']).exactOptional(), {
    description:
      '`observe`: collect only. `suggest`: print and journal. `approve`: a person approves each change. `auto`: apply within the budgets.',
    usedBy: actingOrExamined,
    builtIn: 'suggest',
  }),
  objective: option(z.union([z.enum(presetNames), objectiveSchema]).exactOptional(), {
    description: 'What the topology should be good at: the name of a preset, or a mapping.',
    usedBy: deciding,
    builtIn: builtInPreset,
    words: `${oneOf([...presetNames, 'a mapping'])}`,
  }),
  priority: option(anyWhole().exactOptional(), {
    description:
      'Topologies with a higher number go first when they compete for slots or for the one change per cluster.',
    usedBy: acting,
    builtIn: 0,
  }),
  knobs: option(
    z
      .strictObject({
        exclude: option(z.array(notEmptyText('the name of a knob')).exactOptional(), {
          description:
            'Knobs that are left alone, by exact name, whatever their bounds. A name that no knob has is warned about; `trimtab doctor` tells of a component that no running topology has.',
          usedBy: reading,
          builtIn: [],
          example: ['executors.__acker'],
          words: 'a list of names of knobs',
        }),
        bounds: option(
          z
            .record(
              z.string(),
              z
                .strictObject({
                  min: option(anyNumber().exactOptional(), {
                    description: 'Least value of the knob.',
                    usedBy: reading,
                    example: 2,
                  }),
                  max: option(anyNumber().exactOptional(), {
                    description: 'Greatest value of the knob.',
                    usedBy: reading,
                    example: 16,
                  }),
                })
                .meta({ words: 'a mapping with min, max or both' }),
            )
            .exactOptional(),
          {
            description:
              'Limits of knobs, by exact name: within the range of the knob (docs/reference/knobs.md). A name that no knob has is warned about; `trimtab doctor` tells of a component that no running topology has.',
            usedBy: reading,
            builtIn: {},
            example: { 'executors.split': { min: 2, max: 16 } },
            words: 'a mapping from names of knobs to min and max',
          },
        ),
      })
      .exactOptional(),
    { description: 'Which knobs may be turned, and how far.', usedBy: reading },
  ),
  budgets: option(
    z
      .strictObject({
        changesPerHour: option(whole(0).exactOptional(), {
          description: 'Most changes of the topology in an hour. 0: none is ever begun.',
          usedBy: acting,
          builtIn: builtInBudgets.changesPerHour,
        }),
        changesPerDay: option(whole(0).exactOptional(), {
          description: 'Most changes of the topology in 24 hours. 0: none is ever begun.',
          usedBy: acting,
          builtIn: builtInBudgets.changesPerDay,
        }),
      })
      .exactOptional(),
    {
      description:
        'How often the topology may be changed. The strictest of the two and of `agent.coolDown` holds; side by side, the hour may not have more than the day. A change that turned out worse is undone all the same, and `trimtab rollback` goes back.',
      usedBy: acting,
    },
  ),
  external: option(externalSchema.exactOptional(), {
    description:
      'Queries to the Prometheus of the cluster, each for one number. `{topology}` stands for the name of the topology.',
    usedBy: reading,
  }),
  approval: option(approvalSchema.exactOptional(), {
    description: 'How long proposals wait for a person, and answers hold (docs/guide/approval.md).',
    usedBy: acting,
  }),
  earned: option(earnedSchema.exactOptional(), {
    description: 'What Trimtab must have shown before `auto` acts without approval.',
    usedBy: actingOrExamined,
  }),
  guards: option(guardsSchema.exactOptional(), {
    description: 'How much a change must be worth.',
    usedBy: deciding,
  }),
  blackout: option(blackoutSchema.exactOptional(), {
    description:
      'Times at which no change is begun. One that turned out worse is undone all the same, and `trimtab rollback` goes back. Together they must leave some time.',
    usedBy: acting,
    builtIn: [],
  }),
  expected: option(expectedSchema.exactOptional(), {
    description:
      'Peaks that are known in advance: room is made before them, and kept until they are over. Of several at once the greatest counts; together they must leave some time.',
    usedBy: deciding,
    builtIn: [],
  }),
  persist: option(persistSchema.exactOptional(), persistAbout),
};

const matchSchema = z.strictObject({
  cluster: option(notEmptyText('the name of a cluster, with * for any characters').exactOptional(), {
    description: 'Name of the cluster. `*` stands for any characters; without it the name is exact.',
    usedBy: everything,
    builtIn: '*',
    example: 'prod',
  }),
  name: option(notEmptyText('the name of a topology, with * for any characters').exactOptional(), {
    description:
      'Name of the topology, in the same way. On Heron, where names repeat: `role/environ/name`, each part with `*` where it likes; a name alone is for all of that name.',
    usedBy: everything,
    builtIn: '*',
    example: 'wordcount-*',
  }),
});

export const topologiesSchema = z.strictObject({
  defaults: option(z.strictObject(topologyOptions).prefault({}), {
    description: 'What holds for every topology.',
    usedBy: everything,
  }),
  overrides: option(
    z
      .array(
        z.strictObject({
          match: option(matchSchema, {
            description: 'The topologies that this entry is for.',
            usedBy: everything,
            example: { cluster: 'prod', name: 'wordcount-*' },
          }),
          ...topologyOptions,
        }),
      )
      .prefault([]),
    {
      description:
        'What holds for some topologies. All entries that match are laid over the defaults in their order: a later value wins, mappings are merged, lists are replaced. Entries with the same `match` are fine, and warned about.',
      usedBy: everything,
    },
  ),
});

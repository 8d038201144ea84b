// Values that are fine one by one and make no sense together, or never come true: refused with their line, over defaults and overrides.
import { expect, test } from 'vitest';
import { load, refusalOf } from './helpers.js';

const defaults = (lines: string): string =>
  refusalOf(`topologies:\n  defaults:\n${lines.replace(/^/gm, '    ')}\n`);

test('limits that cross only where an override is laid over the defaults', () => {
  expect(
    refusalOf(`topologies:
  defaults: { knobs: { bounds: { executors.split: { min: 8 } } } }
  overrides:
    - match: { name: words }
      knobs: { bounds: { executors.split: { max: 4 } } }
`),
  ).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:5: topologies.overrides[0].knobs.bounds["executors.split"]: min (8) is greater than max (4)"`,
  );
});

test('weights and prices that leave nothing to compare', () => {
  const none = '{ throughput: 0, latency: 0, cost: 0, stability: 0 }';
  expect(
    [
      defaults(`objective: { weights: ${none} }`),
      defaults('objective: { prices: { executorPerHour: 0, workerPerHour: 0 } }'),
      defaults('objective: { weights: { cost: 0 }, prices: { executorPerHour: 0, workerPerHour: 0 } }'),
      defaults('objective: { preset: cost, prices: { executorPerHour: 0 } }'),
      defaults('objective: { prices: { executorPerHour: -1 } }'),
      defaults('objective: { prices: { executorPerHour: .inf } }'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.weights: all weights are 0, expected at least one above 0
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.prices: both prices are 0, expected one above 0, or a cost weight of 0
    no error
    no error
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.prices.executorPerHour: found -1, expected a number from 0 to 1000000000
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.prices.executorPerHour: found Infinity, expected a number from 0 to 1000000000"
  `);
});

test('a reference of zero is none to compare with', () => {
  expect(
    [
      defaults('objective: { reference: { throughputPerSecond: 0 } }'),
      defaults('objective: { reference: { completeLatencyMs: 0 } }'),
      defaults('objective: { reference: { costPerHour: .nan } }'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.reference.throughputPerSecond: found 0, expected a number above 0
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.reference.completeLatencyMs: found 0, expected a number above 0
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.reference.costPerHour: found NaN, expected a number above 0"
  `);
});

test('budgets: more in an hour than in a day, side by side; none at all is allowed', () => {
  expect(
    [
      defaults('budgets: { changesPerHour: 5, changesPerDay: 2 }'),
      defaults('budgets: { changesPerDay: 1 }'),
      defaults('budgets: { changesPerHour: 0, changesPerDay: 0 }'),
      defaults('budgets: { changesPerHour: 1.5 }'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.budgets.changesPerHour: 5 in an hour are more than 2 in a day
    no error
    no error
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.budgets.changesPerHour: found 1.5, expected a whole number of at least 0"
  `);
});

test('blackouts that never end, alone or together, and cron expressions that never come true', () => {
  expect(
    [
      defaults('blackout:\n  - { cron: "0 * * * *", for: 1h }'),
      defaults('blackout:\n  - { cron: "0 0 * * *", for: 12h }\n  - { cron: "0 12 * * *", for: 12h }'),
      defaults('blackout:\n  - { cron: "0 0 * * *", for: 12h }\n  - { cron: "0 12 * * *", for: 11h }'),
      defaults('blackout:\n  - { cron: "0 8 30 2 *", for: 1h }'),
      defaults('blackout:\n  - { cron: "every day", for: 1h }'),
      defaults('blackout:\n  - { cron: "0 8 * * *", for: 0s }'),
      defaults('blackout:\n  - { cron: "0 8 * * *", for: 900000h }'),
      defaults('expected:\n  - { cron: "0 8 * * *", for: 24h, factor: 2 }'),
      defaults('expected:\n  - { cron: "0 8 * * *", for: 2h, factor: 0.5 }'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.blackout[0].for: found "1h", expected to end some time (it begins again before it is over, and would never end)
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.blackout: found a list, expected to leave some time in the week or the year (together they never end)
    no error
    TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.blackout[0].cron: found "0 8 30 2 *", expected a cron expression that comes true some day
    TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.blackout[0].cron: found "every day", expected a cron expression of five fields, or six with seconds first, such as "0 8 * * 1-5"
    TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.blackout[0].for: found "0s", expected a duration such as 90s, 10m or 2h, longer than zero
    TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.blackout[0].for: found "900000h", expected a duration such as 90s, 10m or 2h, of at most 366 days
    TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.expected[0].for: found "24h", expected to end some time (it begins again before it is over, and would never end)
    TRIMTAB_E_CONFIG trimtab.yaml:4: topologies.defaults.expected[0].factor: found 0.5, expected a number from 1 to 1000"
  `);
});

test('guards that no gain, or no day, could ever meet', () => {
  expect(
    [
      defaults('guards: { minGain: 1 }'),
      defaults('guards: { minGainDown: -0.1 }'),
      defaults('guards: { downAfter: 24h }'),
      defaults('guards: { downAfter: 23h }'),
      defaults('guards: { reserveSlots: -1 }'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.guards.minGain: found 1, expected a number of at least 0 and below 1
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.guards.minGainDown: found -0.1, expected a number of at least 0 and below 1
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.guards.downAfter: found "24h", expected a duration such as 90s, 10m or 2h, of at most 23 h
    no error
    TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.guards.reserveSlots: found -1, expected a whole number of at least 0"
  `);
});

test('a policy that does not exist names those that do', () => {
  expect(
    [refusalOf('agent: { policy: ds3 }'), refusalOf('agent: { fallback: "" }')].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:1: agent.policy: found "ds3", expected twin-greedy, dqn, tree, ds2, ds2-hysteresis, threshold, drs, dhalion, dhalion-as-coded, hill-climb, bayesian, random or keep; did you mean ds2?
    TRIMTAB_E_CONFIG trimtab.yaml:1: agent.fallback: found "", expected auto, twin-greedy, dqn, tree, ds2, ds2-hysteresis, threshold, drs, dhalion, dhalion-as-coded, hill-climb, bayesian, random or keep"
  `);
});

test('the time of the agent: a schedule that its scheduler takes', () => {
  expect(
    [
      refusalOf('agent: { schedule: "61 * * * *" }'),
      refusalOf('agent: { schedule: "*/10 * * * * *" }'),
      refusalOf('agent: { schedule: "0 8 L * 1#2" }'),
      refusalOf('agent: { timeZone: Mars/Olympus }'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:1: agent.schedule: found "61 * * * *", expected a cron expression of five fields, or six with seconds first, such as "0 8 * * 1-5"
    no error
    TRIMTAB_E_CONFIG trimtab.yaml:1: agent.schedule: found "0 8 L * 1#2", expected a cron expression that comes true some day
    TRIMTAB_E_CONFIG trimtab.yaml:1: agent.timeZone: found "Mars/Olympus", expected the name of a time zone such as UTC or Europe/Zurich"
  `);
});

test.each([
  '0 8 * * Monday',
  '0 8 * January *',
  '0 22-6 * * *',
  '*/90 * * * *',
  '',
  '* * * *',
  '*/0 * * * *',
])('the schedule %j, which one of the two that read it does not take', (schedule) => {
  expect(refusalOf(`agent: { schedule: "${schedule}" }`)).toBe(
    `TRIMTAB_E_CONFIG trimtab.yaml:1: agent.schedule: found ${JSON.stringify(schedule)}, expected a cron expression of five fields, or six with seconds first, such as "0 8 * * 1-5"`,
  );
});

test.each([
  '*/1 * * * *',
  '0 8 * * 1-5',
  '*/5 * * * * *',
  '0 0 1 jan mon',
  '0 22-23,0-6 * * *',
  '0 8 * * MON',
])('the schedule %s, which both take', (schedule) => {
  expect(refusalOf(`agent: { schedule: "${schedule}" }`)).toBe('no error');
});

test('what is merged is what holds: an override of one weight keeps the others', () => {
  const { config } = load(`topologies:
  defaults: { objective: cost }
  overrides:
    - match: { name: words }
      objective: { weights: { latency: 0 } }
`);
  expect(config.topologies.overrides).toHaveLength(1);
});

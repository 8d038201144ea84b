// An agent with a learned policy, on a topology that becomes unlike what the model was trained on and comes back: who decides, what is said, and that it can be replayed.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { replayDecision } from '../../src/agent/replay/replay.js';
import type { JournalLine } from '../../src/audit/index.js';
import { recordedPolicies } from '../../src/cli/audit/recorded-policies.js';
import {
  describe as describeState,
  loadTraining,
  statesText,
  type Training,
  trainingStates,
} from '../../src/drift/index.js';
import { loadDqn, type Policy, policyNamed } from '../../src/policy/index.js';
import { scenarioFrom } from '../../src/simulator/index.js';
import { createRandom } from '../../src/util/index.js';
import { saveUntrained } from '../policy/models.js';
import { Acting, journalLines } from './acting.js';

let acting: Acting;
afterEach(() => acting.stop());

const [surge, calm] = [45, 75];
const surging = scenarioFrom(
  {
    schema: 'trimtab/scenario/v1',
    name: 'surging',
    engine: 'storm',
    cluster: { nodes: [{ name: 'n1', cores: 8, slots: 4 }] },
    topology: {
      components: {
        text: { kind: 'spout', executors: 1, tasks: 4, cpuMicros: 20 },
        split: { kind: 'bolt', executors: 6, tasks: 16, cpuMicros: 300, waitMicros: 700 },
      },
      streams: [{ from: 'text', to: 'split', grouping: 'shuffle' }],
    },
    load: {
      text: {
        kind: 'step',
        steps: [
          { atMinute: 0, perSecond: 500 },
          { atMinute: surge, perSecond: 4000 },
          { atMinute: calm, perSecond: 500 },
        ],
      },
    },
  },
  'surging',
);

/** States as the topology has shown them so far, each some tenths off. */
async function trainedOnWhatWasSeen(): Promise<Training> {
  const [watch] = [...acting.agent.memory.watches.values()];
  if (watch === undefined) throw new Error('no topology is watched');
  const { objective } = acting.agent.settings().topology(watch.topology);
  const random = createRandom(1).fork('states');
  const seen = watch.evaluations.flatMap((evaluation) => {
    const state = describeState({ evaluation, objective });
    return Array.from({ length: 10 }, () =>
      state.map((value) => (value === null ? null : value + 0.3 * random.normal())),
    );
  });
  const made = trainingStates(
    'the first windows',
    seen.filter((_, i) => i % 2 === 0),
    seen.filter((_, i) => i % 2 === 1),
  );
  if (made === null) throw new Error(`${seen.length} states are too few`);
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-states-'));
  writeFileSync(join(folder, 'states.json'), statesText(made));
  return (await loadTraining(folder)) as Training;
}

const reasonsOf = (line: JournalLine | undefined) =>
  (line?.['reasons'] ?? []) as { guard: string; code: string; text: string }[];

it('has the fallback decide while it lasts and two windows more, and says so in decision and journal', async () => {
  acting = await Acting.start({ scenarios: [surging], topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(20);
  const model = join(acting.directory, 'model');
  await saveUntrained(model);
  const settings = {
    policy: await loadDqn(model),
    fallback: policyNamed('twin-greedy') as Policy,
    training: await trainedOnWhatWasSeen(),
  };
  acting.options = { ...acting.options, settings };
  const before = await acting.until('decided', 5);
  expect(reasonsOf(before as unknown as JournalLine).map(({ guard }) => guard)).not.toContain('confidence');

  const outside = await acting.until('drift', surge);
  expect(outside).toMatchObject({ code: 'OUT_OF_DISTRIBUTION', decides: 'twin-greedy' });
  expect(String(outside['text'])).toMatch(
    /^its state is unlike those that it was trained on, since .*rate of the spouts/,
  );
  await acting.until('decided', 5);
  const during = acting.lines('decided').at(-1);
  expect(
    reasonsOf(during as unknown as JournalLine).find(({ guard }) => guard === 'confidence'),
  ).toMatchObject({
    code: 'OUT_OF_DISTRIBUTION',
    text: expect.stringMatching(/^dqn is out of its depth .*; twin-greedy decides$/) as unknown,
  });
  const [watch] = [...acting.agent.memory.watches.values()];
  const kept = await acting.agent.state.drift.load('prod', watch?.topology ?? { name: '', id: '' }, () => {});
  expect(kept?.standing?.isOutside).toBe(true);

  await acting.ticks(calm - acting.elapsedSeconds / 60 + 12);
  const back = acting.lines('drift').filter(({ code }) => code === 'IN_DISTRIBUTION');
  expect(back).toHaveLength(1);
  expect(String(back[0]?.['text'])).toContain('dqn decides');
  expect(
    reasonsOf(acting.lines('decided').at(-1) as unknown as JournalLine).map(({ guard }) => guard),
  ).not.toContain('confidence');

  const policies = recordedPolicies([]);
  const outOfDepth: JournalLine[] = [];
  for await (const line of journalLines(acting))
    if (line.kind === 'decided' && reasonsOf(line).some(({ code }) => code === 'OUT_OF_DISTRIBUTION'))
      outOfDepth.push(line);
  expect(outOfDepth.length).toBeGreaterThan(5);
  for (const line of outOfDepth) {
    const { identical, fallback } = await replayDecision(line, acting.agent.state.decisions, policies);
    expect(identical).toBe(true);
    expect(fallback?.name).toBe('twin-greedy');
  }
});

it('does not hinder a rule, which has learned nothing', async () => {
  acting = await Acting.start({ scenarios: [surging], topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(20);
  acting.options = { ...acting.options, settings: { training: await trainedOnWhatWasSeen() } };
  await acting.ticks(surge - 10);
  expect(acting.lines('drift').filter(({ code }) => code === 'OUT_OF_DISTRIBUTION')).toEqual([]);
  const [watch] = [...acting.agent.memory.watches.values()];
  expect(watch?.drift?.standing?.isOutside).toBe(true);
});

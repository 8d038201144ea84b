// Explanations of decisions whose cause is known, by each kind of policy; and what is said where little can be.
import { describe, expect, it } from 'vitest';
import { consider } from '../../src/decision/index.js';
import {
  type Case,
  type Explanation,
  explain,
  inputsOf,
  momentsOf,
  refuseImpossible,
  whatIf,
} from '../../src/explain/index.js';
import type { Changes } from '../../src/knobs/index.js';
import { loadDqn, type Policy, policyNamed } from '../../src/policy/index.js';
import { slowSplit } from './cases.js';

function named(name: string): Policy {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
}

function explained(made: Case, changes: Changes | null = null): Explanation {
  const { result, policy } = made;
  return explain(
    {
      id: '20261122T100000Z-abcdef',
      at: '2026-11-22T10:00:00Z',
      topology: { cluster: 'prod', name: 'words' },
      action: result.apply ? 'apply' : 'hold',
      policy: policy.name,
      answers: result.answers,
    },
    made,
    { whatIf: changes, earlier: null },
  );
}

const tooSlow = slowSplit(named('twin-greedy'), 4500);

describe('a change that twin-greedy makes because split is too slow', () => {
  const explanation = explained(tooSlow);

  it('rests on split, by gradients and by masking', () => {
    expect(explanation.action).toBe('apply');
    expect(explanation.attribution?.components[0]?.component).toBe('split');
    expect(explanation.masking?.inputs[0]?.component).toBe('split');
    expect(explanation.paragraph).toMatch(/comes of \+[\d.]+ by split, \d+ % busy/);
  });

  it('is attributed as a whole: the sum is the worth by the route of the policy, less that at the reference', () => {
    expect(explanation.attribution?.completenessError).toBeLessThan(1e-9);
  });

  it('has parts of the objective that sum to its worth', () => {
    const { parts, total } = explanation.worth ?? { parts: {}, total: Number.NaN };
    expect(Object.values(parts).reduce((sum, one) => sum + one, 0)).toBeCloseTo(total, 9);
  });

  it('is turned round by its counterfactual when the decision is made again', () => {
    const { moved } = explanation.counterfactual ?? { moved: [] };
    expect(moved.length).toBeGreaterThan(0);
    const inputs = inputsOf(tooSlow.deliberating);
    const momentAt = momentsOf(tooSlow.deliberating, inputs);
    if (typeof momentAt === 'string') throw new Error(momentAt);
    const point = inputs.map(
      ({ name, actual }) => moved.find(({ input }) => input.name === name)?.to ?? actual,
    );
    const { policy, fallback } = tooSlow;
    expect(consider({ ...momentAt(point).deliberating, policy, fallback }).apply).toBe(false);
  });
});

describe('the inputs of a decision, left where they are', () => {
  it('are the decision itself, to the last bit', () => {
    const inputs = inputsOf(tooSlow.deliberating);
    const momentAt = momentsOf(tooSlow.deliberating, inputs);
    if (typeof momentAt === 'string') throw new Error(momentAt);
    const { deliberating } = momentAt(inputs.map(({ actual }) => actual));
    expect(deliberating.evaluation).toEqual(tooSlow.deliberating.evaluation);
    // What is believed of the hosts is not found out anew at another point.
    expect(deliberating).toEqual({ ...tooSlow.deliberating, believed: { crowding: null } });
  });
});

describe('a change that dqn makes', () => {
  it('is not told in the unit of the twin: its values squash what the twin says', async () => {
    const dqn = await loadDqn('models/default');
    const [learned, greedy] = [explained(slowSplit(dqn, 4500)), explained(tooSlow)];
    expect(greedy.worth).toMatchObject({ unit: 'utility times minutes' });
    expect(greedy.paragraph).toContain('more than holding (utility times minutes, over the ');
    expect(learned.worth).toMatchObject({ unit: 'values of its networks' });
    expect(learned.paragraph).toContain('more than holding (values of its networks): ');
    expect(learned.worth?.total).toBeLessThan((greedy.worth?.total ?? 0) / 2);
  });
});

describe('a hold', () => {
  it('is told with the nearest other configuration', () => {
    const explanation = explained(slowSplit(named('twin-greedy'), 1500));
    expect(explanation.action).toBe('hold');
    expect(explanation.subject?.kind).toBe('nearest');
    expect(explanation.worth?.total).toBeLessThan(0);
  });

  it('counts what the nearest would gain and cost in the unit of its worth', () => {
    const explanation = explained(slowSplit(named('twin-greedy'), 1500));
    const said =
      /would gain ([\d.]+) in the .* and costs ([\d.]+) \(utility times minutes\)\. The nearest/.exec(
        explanation.paragraph,
      );
    const [, gain, cost] = (said ?? []).map(Number);
    expect((gain ?? Number.NaN) - (cost ?? Number.NaN)).toBeCloseTo(explanation.worth?.total ?? 0, 1);
  });
});

describe('a hold beside which the agent makes workers report their queues', () => {
  const made = slowSplit(named('twin-greedy'), 1900);
  const kept = made.result.answers.filter(({ answer }) => answer !== 'veto');
  const reporter = { guard: 'policy', answer: 'pass', code: 'REPORTER', margin: null, text: 'none' } as const;
  const stopped = { guard: 'budget', answer: 'veto', code: 'SPENT', margin: -1, text: 'no more' } as const;
  const facts = {
    id: '20261122T100000Z-abcdef',
    at: '2026-11-22T10:00:00Z',
    topology: { cluster: 'prod', name: 'words' },
    policy: 'twin-greedy',
  };

  it('is no decision to apply what a guard has stopped, nor the nearest other configuration', () => {
    for (const one of [made, slowSplit(named('twin-greedy'), 1500)]) {
      const answers = [...kept, reporter];
      const { paragraph } = explain({ ...facts, action: 'apply', answers }, one, {
        whatIf: null,
        earlier: null,
      });
      const own = explained(one).paragraph;
      const said = /^.*?(stopped it|utility times minutes\))\./.exec(own)?.[0] ?? '';
      expect(said).not.toBe('');
      expect(paragraph).toBe(`${said} The agent changed something by itself: none.${own.slice(said.length)}`);
    }
  });

  it('is not put down to the guard that stopped the agent', () => {
    const answers = [...kept, reporter, stopped];
    const { paragraph } = explain({ ...facts, action: 'hold', answers }, made, {
      whatIf: null,
      earlier: null,
    });
    expect(paragraph).toMatch(
      /and the guard gain stopped it\. The agent wanted to change something by itself \(none\), and the guard budget stopped it \(SPENT: no more\)\./,
    );
    expect(paragraph).toContain('Against it: gain (');
  });
});

describe('what would turn a hold round', () => {
  const remade = (made: Case, explanation: Explanation): Changes => {
    const { moved } = explanation.counterfactual ?? { moved: [] };
    const inputs = inputsOf(made.deliberating);
    const momentAt = momentsOf(made.deliberating, inputs);
    if (typeof momentAt === 'string') throw new Error(momentAt);
    const point = inputs.map(
      ({ name, actual }) => moved.find(({ input }) => input.name === name)?.to ?? actual,
    );
    const { policy, fallback } = made;
    return consider({ ...momentAt(point).deliberating, policy, fallback }).changes;
  };

  it('is told with the change that would be applied then, though that is another one than is explained', () => {
    const made = slowSplit(named('twin-greedy'), 1500);
    const explanation = explained(made);
    const { changes, text } = explanation.counterfactual ?? { changes: {}, text: '' };
    expect(changes).not.toEqual(explanation.subject?.changes);
    expect(changes).toEqual(remade(made, explanation));
    expect(text).toMatch(/^It would apply .*executors.split 2 → 4 if split took/);
  });

  it('is what applies the change that is explained, where that is found as near', () => {
    const made = slowSplit(named('twin-greedy'), 1900);
    const explanation = explained(made);
    expect(explanation.subject?.kind).toBe('stopped');
    expect(explanation.counterfactual?.changes).toEqual(explanation.subject?.changes);
    expect(remade(made, explanation)).toEqual(explanation.subject?.changes);
  });
});

describe('what is predicted', () => {
  it('is what the decision was made with, and what a what-if of the same change says', () => {
    const explanation = explained(tooSlow, tooSlow.result.changes);
    expect(explanation.predicted).toEqual(tooSlow.result.outlook?.predicted);
    expect(explanation.whatIf?.predicted).toEqual(explanation.predicted);
    expect(explanation.whatIf?.worth?.total).toBe(explanation.worth?.total);
  });
});

describe('other policies', () => {
  it('are rules such as ds2: worth by the twin, masking and guards, no features', () => {
    const explanation = explained(slowSplit(named('ds2'), 4500));
    expect(explanation.attribution?.components[0]?.component).toBe('split');
    expect(explanation.worth?.network).toBeNull();
    expect(explanation.features).toBeNull();
  });

  it('are learned: prior and networks apart, and every feature', async () => {
    const explanation = explained(slowSplit(await loadDqn('models/default'), 4500));
    const { prior, network, total } = explanation.worth ?? {};
    const sum = (parts: object | null | undefined): number =>
      Object.values(parts ?? {}).reduce((all: number, one: number) => all + one, 0);
    expect(sum(prior) + sum(network)).toBeCloseTo(total ?? Number.NaN, 6);
    expect(explanation.features?.completenessError).toBeLessThan(0.01);
    expect(explanation.features?.features.length).toBeGreaterThan(30);
  });
});

describe('what if', () => {
  it('says which guard would stop it, and what it is worth', () => {
    const asked = whatIf(tooSlow, { 'executors.split': 1 });
    expect(asked.stoppedBy?.guard).toBe('gain');
    expect(asked.worth?.total).toBeLessThan(0);
  });

  it('says what is in force already', () => {
    const asked = whatIf(tooSlow, { 'executors.split': 2, 'executors.count': 3 });
    expect(asked.inForce).toEqual({ 'executors.split': 2 });
    expect(asked.left).toEqual({ 'executors.count': 3 });
  });

  it('says what bounds leave of it', () => {
    expect(whatIf(tooSlow, { 'executors.split': 99 }).left).toEqual({ 'executors.split': 16 });
  });
});

describe('what nobody could want', () => {
  it.each([
    [{ 'executors.split': 0 }, 'possible are whole numbers, 1 … 16'],
    [{ 'executors.split': 4.5 }, 'possible are whole numbers, 1 … 16'],
    [{ 'topology.executor.receive.buffer.size': 1000 }, 'possible are powers of two'],
    [{ 'executors.splt': 4 }, 'the topology has no component splt, but'],
    [{ 'topology.max.spout.pendin': 4 }, 'did you mean topology.max.spout.pending?'],
  ])('%j is refused with what is possible', (changes, says) => {
    expect(() => refuseImpossible(changes, tooSlow.deliberating)).toThrow(says);
  });

  it('leaves to the guards what the topology could have', () => {
    expect(() => refuseImpossible({ 'executors.split': 99, workers: 9 }, tooSlow.deliberating)).not.toThrow();
  });
});

describe('where the hosts may be full', () => {
  it.each([
    [0.5, 'more executors brought nothing', 'with no CPU left (50 %), throughput would go from'],
    [0.1, 'nothing is full', 'with CPU left (90 %), throughput would go from'],
  ] as const)(
    'with a chance of %d, says that the worth counts both cases, and which one is predicted',
    (chance, because, says) => {
      const crowding = { chance, because, hosts: { used: 1, free: 1 } };
      const made = { ...tooSlow, deliberating: { ...tooSlow.deliberating, believed: { crowding } } };
      const { paragraph } = explained(made);
      expect(paragraph).toContain(
        `The worth counts two cases, that its hosts have no CPU left (${100 * chance} %: ${because}) and that they have; ${says}`,
      );
    },
  );

  it('says nothing of them elsewhere', () => {
    expect(explained(tooSlow).paragraph).toMatch(/\. Throughput would go from/);
  });
});

describe('what cannot be said', () => {
  it('is named where the decision cannot be made again, and the guards are told all the same', () => {
    const facts = {
      id: 'x',
      at: '',
      topology: { cluster: 'prod', name: 'words' },
      action: 'hold' as const,
      policy: 'dqn',
      answers: [
        { guard: 'gain', answer: 'veto' as const, code: 'GAIN_TOO_SMALL', margin: -0.5, text: 'too little' },
      ],
    };
    const explanation = explain(facts, 'the model is not there any more', { whatIf: null, earlier: null });
    expect(explanation.notSaid[0]?.because).toBe('the model is not there any more');
    expect(explanation.paragraph).toBe(
      'dqn left prod/words as it is: too little. Against it: gain (GAIN_TOO_SMALL: too little).',
    );
  });

  it('is not who decided, where that was the fallback: the answers have its name', () => {
    const doubting: Policy = {
      name: 'dqn',
      about: 'cannot agree',
      decide: () => ({ kind: 'unsure', code: 'DISAGREEMENT', text: 'its networks do not agree' }),
    };
    const { deliberating } = tooSlow;
    const { apply, answers } = consider({
      ...deliberating,
      policy: doubting,
      fallback: named('twin-greedy'),
    });
    expect(apply).toBe(true);
    const topology = { cluster: 'prod', name: 'words' };
    const facts = { id: 'x', at: '', topology, action: 'apply' as const, policy: 'dqn', answers };
    const explanation = explain(facts, 'its inputs are gone', { whatIf: null, earlier: null });
    expect(explanation.decidedBy).toBe('twin-greedy');
    expect(explanation.paragraph).toMatch(
      /^twin-greedy, asked in the place of dqn, decided to apply a change to prod\/words\./,
    );
  });
});

// A cluster that is taken out of the configuration in mid-change: how far the change came is told, and how to go back.
import { afterEach, describe, expect, it } from 'vitest';
import { letGo, openIn } from '../../../src/agent/past/let-go.js';
import { remember } from '../../../src/agent/past/remember.js';
import { Acting, type ActingOptions, journalLines } from '../acting.js';
import { proposing } from '../policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
/** The run that the reload ends in the middle of something. */
const cut = async (): Promise<void> => {
  await expect(acting.ticks(8)).rejects.toThrow('the agent is ending');
};

describe('an agent whose cluster is taken away', () => {
  const twoSteps = () => ({ policy: proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 }) });
  /** What is told of the change, and the commands that lead back. */
  const told = async (): Promise<unknown[]> => {
    expect(openIn(acting.agent.memory)).toEqual(['d1']);
    await letGo(acting.agent, journalLines(acting));
    expect((await remember(journalLines(acting), 'prod')).interrupted).toEqual([]);
    return acting.lines('superseded').flatMap(({ id, code, sent, text, undo }) => {
      expect({ id, code }).toEqual({ id: 'd1', code: 'NOT_WATCHED' });
      const [, state] =
        /^its cluster was taken out of the configuration: (.*); nobody watches it/.exec(String(text)) ?? [];
      return [sent, state, undo];
    });
  };

  it('after the call: it may or may not come into force', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    expect(await told()).toMatchInlineSnapshot(`
      [
        null,
        "it was begun, and may or may not come into force",
        [
          "storm rebalance top-words -w 10 -e split=2",
        ],
      ]
    `);
  });

  it('between two steps: the first is in force, the second is not sent', async () => {
    await start({ settings: twoSteps() });
    acting.on('applied', () => acting.end());
    await cut();
    expect(await told()).toMatchInlineSnapshot(`
      [
        true,
        "step 1 of 2 came into force, step 2 was not sent",
        [
          "storm rebalance top-words -w 10 -e split=2",
        ],
      ]
    `);
  });

  it('in the second step: the first is in force, the second may be', async () => {
    await start({ settings: twoSteps() });
    acting.on('applied', () => acting.onceCallIsTaken(() => acting.end()));
    await cut();
    expect(await told()).toMatchInlineSnapshot(`
      [
        true,
        "step 1 came into force, step 2 of 2 was begun and may or may not come into force",
        [
          "storm rebalance top-words -w 10 -e split=2",
          "storm rebalance top-words -w 10 -t '{"topology.max.spout.pending":100}'",
        ],
      ]
    `);
  });

  it('before the outcome: in force, and not judged', async () => {
    await start();
    await acting.until('applied');
    expect(await told()).toMatchInlineSnapshot(`
      [
        true,
        "it is in force, and its outcome was not awaited",
        [
          "storm rebalance top-words -w 10 -e split=2",
        ],
      ]
    `);
  });

  it('before it has begun anything: there is nothing to tell', async () => {
    await start();
    acting.on('decided', () => acting.end());
    await cut();
    await letGo(acting.agent, journalLines(acting));
    expect(acting.lines('superseded')).toEqual([]);
  });
});

// A change that does not come to its end says what was waited for, what that means and what to do.
import { describe, expect, it } from 'vitest';
import { failureOf, type Stuck } from '../../src/change/failures.js';

const stuck = (code: Stuck['code']): Stuck => ({ kind: 'waiting', code, text: 'seen at last' });

describe('a change that is stuck', () => {
  it.each([
    ['REBALANCING', 'Storm has not carried it out', 'nimbus.log'],
    ['NO_WORKERS', 'no slot was given to it', 'Free slots or start a supervisor'],
    ['OLD_PROCESSES', 'have not restarted', 'BindException'],
    ['EXECUTORS_MISSING', 'a worker does not come up', 'worker.log'],
    ['NOT_COUNTING', 'run and do nothing', 'worker.log'],
    ['SECOND_RESTART', 'again and again', 'supervisor.log'],
    ['SUPERVISOR_LOST', 'a supervisor has ended itself', 'Start the supervisor again'],
    ['UNREADABLE', 'does not answer', 'ZooKeeper'],
    ['PAUSED', 'left its spouts paused', 'heron activate'],
    ['UPDATING', 'do not come up', 'container 0'],
    ['NOT_UPDATED', 'not in the packing plan', 'heron-apiserver'],
  ] as const)('in %s says so, with the next step', (code, says, next) => {
    const failure = failureOf(stuck(code), 'words', null);
    expect(failure.code).toBe(code);
    expect(failure.text).toMatch(/^seen at last: /);
    expect(failure.text).toContain(says);
    expect(failure.next).toContain(next);
  });

  it('in OLD_PROCESSES, where no answer came to the call, was not done', () => {
    expect(failureOf(stuck('OLD_PROCESSES'), 'words', 'timed out')).toEqual({
      code: 'NOT_DONE',
      text: 'no answer came to the call, and words shows no trace of it: seen at last; timed out',
      next: 'Nothing is repeated: the next decision starts from what is in force.',
    });
  });

  it('that shows no trace says at last why no answer came', () => {
    const { text } = failureOf(stuck('NOT_UPDATED'), 'words', 'it was sent: no route to host');
    expect(text).toMatch(/shows no trace of it: seen at last; it was sent: no route to host$/);
  });

  it.each(['REBALANCING', 'EXECUTORS_MISSING', 'NO_WORKERS', 'UNREADABLE'] as const)(
    'in %s was or may have been done, though no answer came to the call',
    (code) => {
      expect(failureOf(stuck(code), 'words', 'timed out').code).toBe(code);
    },
  );
});

// The kill switch: obeyed before every call, per cluster and topology, whatever state its files are in.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type PauseScope, scopeName } from '../../src/agent/index.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { pendingOf } from './asking.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
const all: PauseScope = { cluster: null, topology: null };
const pause = (scope: Partial<PauseScope> = {}): Promise<void> =>
  acting.killSwitch.pause({ ...all, ...scope }, 'operator', '2026-11-22T10:00:00.000Z');
const refusals = (): unknown =>
  acting
    .lines('decided')
    .slice(-1)
    .flatMap((line) => line['reasons'] as { guard: string }[])
    .find((r) => r.guard === 'kill-switch');

describe('a pause', () => {
  it('lets the agent watch and decide, but send nothing; resume ends it, and both are journaled once', async () => {
    await start();
    await pause();
    await acting.ticks(5);
    expect(acting.calls).toEqual([]);
    expect(refusals()).toEqual({
      guard: 'kill-switch',
      answer: 'veto',
      code: 'PAUSED',
      margin: null,
      text: 'everything is paused by operator at 2026-11-22T10:00:00.000Z; trimtab resume ends it',
    });
    expect(await acting.killSwitch.resume(all)).toBe(true);
    await acting.ticks(1);
    expect(acting.calls).toHaveLength(1);
    expect(acting.story().filter((line) => line !== 'decided PAUSED')).toEqual([
      'paused',
      'observed FIRST_SEEN',
      'observed WINDOW_NOT_FULL',
      'resumed',
      'decided APPLY',
      'intended 1 of 1',
      'applied',
    ]);
    expect(acting.lines('paused')).toMatchObject([{ by: 'operator', since: '2026-11-22T10:00:00.000Z' }]);
  });

  it('keeps it from asking as well, in mode approve: nothing is put before a person that could not be done', async () => {
    await start({ topology: () => ({ mode: 'approve' }) });
    await pause();
    await acting.ticks(5);
    expect(acting.lines('decided').at(-1)).toMatchObject({ action: 'hold', code: 'PAUSED' });
    expect(await pendingOf(acting)).toEqual([]);
  });

  it('between the decision and the call is obeyed: superseded, nothing sent', async () => {
    await start();
    acting.on('decided', () => writePause(''));
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'PAUSED', sent: false });
    expect(acting.calls).toEqual([]);
    expect(acting.lines('intended')).toEqual([]);
  });

  it('between the intent and the call is obeyed, too: nothing sent, and nothing waits for an outcome', async () => {
    await start();
    acting.on('intended', () => writePause(''));
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'PAUSED', sent: false });
    expect(acting.calls).toEqual([]);
    expect(acting.agent.memory.change).toBeNull();
  });

  it('between two steps keeps the second from being sent; the first stays', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('applied', () => writePause(''));
    expect(await acting.until('superseded')).toMatchObject({ code: 'PAUSED', sent: true });
    expect(acting.calls).toMatchObject([{ change: { executors: { split: 6 } } }]);
    expect(acting.story()).toContain('intended 1 of 2');
    expect(acting.story()).not.toContain('intended 2 of 2');
  });

  it('by configuration, a mode that is no longer auto, holds between two steps too', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('applied', () => {
      acting.options = { settings: { policy }, topology: () => ({ mode: 'suggest' }) };
    });
    expect(await acting.until('superseded')).toMatchObject({ code: 'MODE_CHANGED', sent: true });
    expect(acting.calls).toHaveLength(1);
  });

  it('does not stop the verification of what was sent before', async () => {
    await start();
    await acting.until('applied');
    await pause();
    expect(await acting.until('verified')).toMatchObject({ code: 'AS_PROMISED' });
  });

  it('of one topology leaves the others to the agent', async () => {
    const other = { ...topWords(), name: 'other' };
    await start({ scenarios: [topWords(), other] });
    await pause({ topology: 'top-words' });
    await acting.ticks(4);
    expect(acting.calls.map((c) => c.topology)).toEqual(['other']);
    const paused = acting.lines('decided').filter((l) => l.topology?.name === 'top-words');
    expect(JSON.stringify(paused[0])).toMatch(
      /topology top-words is paused by operator at \S+; trimtab resume --topology top-words ends it/,
    );
  });

  it('of another cluster is no concern of this one', async () => {
    await start();
    await pause({ cluster: 'test' });
    await pause({ cluster: 'test', topology: 'top-words' });
    await acting.ticks(4);
    expect(acting.calls).toHaveLength(1);
    expect(acting.lines('paused')).toEqual([]);
  });

  it('of this cluster or of this topology on it holds, and one does not end with the other', async () => {
    await start();
    await pause({ cluster: 'prod' });
    await pause({ cluster: 'prod', topology: 'top-words' });
    await acting.killSwitch.resume({ ...all, cluster: 'prod' });
    await acting.ticks(5);
    expect(acting.calls).toEqual([]);
    expect(refusals()).toMatchObject({
      text: expect.stringMatching(/^topology top-words of cluster prod is/),
    });
  });

  it.each(['', '{}', '{"at":"x"', 'null', '[]'])('whose file holds %j pauses everything', async (text) => {
    await start();
    writePause(text);
    await acting.ticks(5);
    expect(acting.calls).toEqual([]);
    expect(refusals()).toMatchObject({
      code: 'PAUSED',
      text: expect.stringMatching(
        /^everything is paused by a file that cannot be read \(.*x\.json\) .*; removing that file ends it$/,
      ),
    });
  });

  it('whose folder is a file pauses everything', async () => {
    await start();
    writeFileSync(join(acting.directory, 'paused'), '');
    await acting.ticks(4);
    expect(acting.calls).toEqual([]);
  });

  it('files that are none, such as one half written, are passed over', async () => {
    await start();
    writePause('', 'x.json.1234');
    expect(await acting.killSwitch.pauses()).toEqual([]);
  });

  it('that ends while the pauses are read is over, and no file that cannot be read', async () => {
    await start();
    const scopes = Array.from({ length: 100 }, (_, i) => ({ topology: `t${i}` }));
    for (const scope of scopes) await pause(scope);
    let isOver = false;
    const ending = (async () => {
      for (const scope of scopes) await acting.killSwitch.resume({ ...all, ...scope });
      isOver = true;
    })();
    while (!isOver) {
      const found = await acting.killSwitch.pauses();
      expect(found.flatMap(({ unreadable }) => unreadable ?? [])).toEqual([]);
    }
    await ending;
    symlinkSync(join(acting.directory, 'nowhere'), join(acting.directory, 'paused', 'x.json'));
    expect(await acting.killSwitch.pauses()).toMatchObject([{ unreadable: expect.any(String) as string }]);
  });

  it('outlives the agent', async () => {
    await start();
    await pause();
    await acting.ticks(3);
    acting.restart(acting.agent.memory);
    await acting.ticks(3);
    expect(acting.calls).toEqual([]);
  });

  it('of any names finds its own file again, and no other', async () => {
    await start();
    const scopes = ['/', '../x', 'ü\n', 'a'.repeat(5000), 'null', ''].flatMap((name) => [
      { cluster: name, topology: null },
      { cluster: null, topology: name },
      { cluster: name, topology: name },
    ]);
    for (const scope of scopes) await pause(scope);
    expect(await acting.killSwitch.pauses()).toHaveLength(scopes.length);
    for (const scope of scopes) expect(await acting.killSwitch.resume(scope)).toBe(true);
    expect(await acting.killSwitch.pauses()).toEqual([]);
    expect(await acting.killSwitch.resume(all)).toBe(false);
  });

  it('says what it is of', () => {
    expect(
      [all, { ...all, cluster: 'c' }, { ...all, topology: 't' }, { cluster: 'c', topology: 't' }].map(
        scopeName,
      ),
    ).toEqual(['everything', 'cluster c', 'topology t', 'topology t of cluster c']);
  });
});

function writePause(text: string, name = 'x.json'): void {
  mkdirSync(join(acting.directory, 'paused'), { recursive: true });
  writeFileSync(join(acting.directory, 'paused', name), text);
}

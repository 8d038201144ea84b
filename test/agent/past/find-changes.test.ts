// The change that an operator means, found in the newest files of a journal: the same as in all of them, and without the others.
import { describe, expect, it } from 'vitest';
import { changesIn, chooseChange, type Wanted } from '../../../src/agent/past/changes.js';
import { findChanges } from '../../../src/agent/past/find-changes.js';
import { type JournalEntry, readJournal } from '../../../src/audit/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { createRandom } from '../../../src/util/index.js';
import { entry, filesOf, linesIn, refusal, writeLines } from '../../audit/journal.js';

const start = Date.UTC(2026, 10, 22);
const iso = (hour: number): string => new Date(start + hour * 3600_000).toISOString();
const idAt = (hour: number, end = 'abcdef'): string => `${iso(hour).replace(/[-:]|\.\d+/g, '')}-${end}`;
const topologyOf = (name: string, cluster = 'prod') => ({ cluster, name, id: `${name}-1-1700000000` });

const unknown = { throughputPerSecond: null, completeLatencyMs: null, utility: null, pendingUse: null };
const before = { ...unknown, pendingLimit: null };
const changes = { workers: { from: 1, to: 2 } };

interface Told {
  readonly hour: number;
  readonly id: string;
  readonly name?: string;
  readonly cluster?: string;
  readonly body?: Record<string, unknown>;
}
const line = (
  kind: JournalEntry['kind'],
  { hour, id, name = 'words', cluster = 'prod', body }: Told,
): JournalEntry =>
  entry(1, { kind, at: iso(hour), id, topology: topologyOf(name, cluster), body: body ?? {} });
const intended = (told: Told, step = 1): JournalEntry =>
  line('intended', { ...told, body: { step, of: 2, changes, before, predicted: null, ...told.body } });
const idle = (hour: number): JournalEntry => line('evaluated', { hour, id: idAt(hour) });

async function found(directory: string, wanted: Partial<Wanted>, isOneName = true): Promise<string> {
  const whole: Wanted = { cluster: 'prod', topology: undefined, id: undefined, ...wanted };
  return chooseChange((await findChanges(directory, whole, isOneName)).changes, whole).id;
}
const running = new Set([topologyOf('words').id]);

describe('in the newest files, of which the older ones are not read', () => {
  const [old, newer] = [idAt(1), idAt(50)];
  async function journal(): Promise<string> {
    const directory = await filesOf(
      [idle(0), intended({ hour: 1, id: old }), line('verified', { hour: 2, id: old })],
      [idle(10)],
      [idle(40), intended({ hour: 50, id: newer }), line('verified', { hour: 51, id: newer })],
      [idle(60)],
    );
    const [, ...others] = linesIn(directory);
    writeLines(directory, ['no record', ...others]);
    return directory;
  }

  it('by its id, or the beginning of it', async () => {
    const directory = await journal();
    expect(await found(directory, { id: newer })).toBe(newer);
    expect(await found(directory, { id: newer.slice(0, 19) })).toBe(newer);
    await refusal(found(directory, { id: old }), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });

  it('without one: the newest of a topology that runs', async () => {
    const directory = await journal();
    expect(await found(directory, { running })).toBe(newer);
    expect(await found(directory, { running, topology: 'words' })).toBe(newer);
    await refusal(found(directory, { running: new Set() }), 'TRIMTAB_E_JOURNAL_DAMAGED');
    await refusal(found(directory, { running, topology: 'words' }, false), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });
});

it('a change that was begun in an earlier file is read from there', async () => {
  const id = idAt(1);
  const directory = await filesOf(
    [idle(0), idle(1)],
    [intended({ hour: 2, id, body: { changes: { ...changes, first: { from: 1, to: 2 } } } })],
    [intended({ hour: 3, id }, 2), line('verified', { hour: 4, id })],
    [idle(60)],
  );
  const wanted = { cluster: 'prod', topology: undefined, id };
  const change = chooseChange((await findChanges(directory, wanted)).changes, wanted);
  expect(change).toMatchObject({ at: iso(2), changes: { first: {} } });
});

it('two of one second in two files are told apart, and neither is taken for the other', async () => {
  const directory = await filesOf(
    [idle(0), intended({ hour: 50, id: idAt(50, 'aa1') })],
    [intended({ hour: 50, id: idAt(50, 'aa2'), name: 'other' })],
  );
  await refusal(found(directory, { id: idAt(50, 'aa') }), 'TRIMTAB_E_CHANGE_UNKNOWN');
  expect(await found(directory, { id: idAt(50, 'aa2') })).toBe(idAt(50, 'aa2'));
});

it('one by a clock that was ahead is found after it was set back', async () => {
  const ahead = idAt(9000);
  const directory = await filesOf(
    [idle(0), intended({ hour: 9000, id: ahead }), idle(1)],
    [idle(2), line('reverted', { hour: 3, id: ahead, body: { by: idAt(3) } })],
    [idle(4)],
  );
  expect(await found(directory, { id: ahead })).toBe(ahead);
});

it('whatever a journal tells, the same is chosen as of all of it', async () => {
  const random = createRandom(7).fork('journals');
  const oneOf = <T>(...all: readonly [T, ...T[]]): T => all[random.integer(all.length)] ?? all[0];
  for (let round = 0; round < 8; round++) {
    const ids: string[] = [];
    let hour = 0;
    const files = Array.from({ length: 6 }, () =>
      Array.from({ length: 4 }, () => {
        hour += oneOf(0.1, 3, 30, -5);
        const isNew = ids.length === 0 || oneOf(true, false);
        const id = isNew ? `${idAt(hour - 0.2)}${ids.length}` : oneOf(ids[0] ?? '', ...ids);
        ids.push(id);
        const told = { hour, id, name: oneOf('words', 'other'), cluster: oneOf('prod', 'prod', 'test') };
        return oneOf(
          () => intended(told, isNew ? 1 : 2),
          () =>
            line(oneOf('verified', 'failed', 'reverted'), { ...told, body: { sent: oneOf(true, false) } }),
        )();
      }),
    );
    const directory = await filesOf(...files);
    const all = await changesIn(readJournal(directory));
    const wishes = [{ running }, { running, topology: 'words' }, { running, topology: 'other' }];
    for (const wish of [...wishes, ...ids.map((id) => ({ id }))]) {
      const wanted: Wanted = { cluster: 'prod', topology: undefined, id: undefined, ...wish };
      const chosen = (of: typeof all): unknown => {
        try {
          return chooseChange(of, wanted);
        } catch (thrown) {
          if (thrown instanceof TrimtabError) return thrown.message;
          throw thrown;
        }
      };
      expect(chosen((await findChanges(directory, wanted)).changes)).toEqual(chosen(all));
    }
  }
});

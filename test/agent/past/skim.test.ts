// What a start of the agent reads of a journal: as much as it goes by, and of the measurements hardly any.
import { describe, expect, it } from 'vitest';
import { remember } from '../../../src/agent/past/remember.js';
import { skimmed } from '../../../src/agent/past/skim.js';
import { type JournalEntry, type JournalLine, readJournal } from '../../../src/audit/index.js';
import { createRandom } from '../../../src/util/index.js';
import { entry, filesOf } from '../../audit/journal.js';

const start = Date.UTC(2026, 10, 22);
const topologyOf = (name: string, cluster = 'prod') => ({ cluster, name, id: `${name}-1-1700000000` });
const lineOf = (
  minute: number,
  kind: JournalEntry['kind'],
  topology: JournalEntry['topology'],
  body: Readonly<Record<string, unknown>> = {},
): JournalEntry =>
  entry(1, { kind, at: new Date(start + minute * 60_000).toISOString(), id: `d${minute}`, topology, body });
const evaluated = (minute: number, acking: boolean | null, name = 'words', cluster = 'prod'): JournalEntry =>
  lineOf(minute, 'evaluated', topologyOf(name, cluster), {
    text: '"kind":"decided"',
    evaluation: { acking },
  });

/** The lines that were read, too. */
async function rememberedOf(directory: string, since = 0) {
  const read: JournalLine[] = [];
  const remembered = await remember(
    skimmed(async function* (passesOver) {
      for await (const line of readJournal(directory, { since, passesOver })) {
        read.push(line);
        yield line;
      }
    }),
    'prod',
  );
  return { remembered, read };
}

describe('skimming a journal', () => {
  it('reads no decisions, and of measurements only those that tell anew whether tuples are acknowledged', async () => {
    const directory = await filesOf(
      [lineOf(0, 'started', null), evaluated(1, false), evaluated(2, null), evaluated(3, false)],
      [lineOf(4, 'decided', topologyOf('words')), evaluated(5, true), evaluated(6, true)],
      [evaluated(7, true, 'other'), evaluated(8, false), evaluated(9, false, 'words', 'elsewhere')],
    );
    const { remembered, read } = await rememberedOf(directory);
    expect(read.map(({ id }) => id)).toEqual(['d0', 'd1', 'd5', 'd7', 'd8', 'd9']);
    expect(remembered.unacknowledged).toEqual(new Set([topologyOf('words').id]));
  });

  it('goes by nothing that is older than what is asked for', async () => {
    const directory = await filesOf([evaluated(1, false), evaluated(3, false), evaluated(4, false)]);
    const { remembered, read } = await rememberedOf(directory, start + 2 * 60_000);
    expect(read.map(({ id }) => id)).toEqual(['d3']);
    expect(remembered.unacknowledged.size).toBe(1);
  });

  it('knows the same as who reads all of it', async () => {
    const random = createRandom(7);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random.uniform() * of.length)] as T;
    const backOffSeconds = 1800;
    const lines = Array.from({ length: 300 }, (_, minute) => {
      const [name, cluster] = [pick(['a', 'b', 'topology":']), pick(['prod', 'elsewhere'])];
      const topology = topologyOf(name, cluster);
      return pick([
        evaluated(minute, pick([true, false, null]), name, cluster),
        lineOf(minute, 'decided', topology, { code: 'APPLY' }),
        lineOf(minute, 'override-seen', topology, { text: 'by hand', backOffSeconds }),
        lineOf(minute, 'started', null),
      ]);
    });
    const directory = await filesOf(lines.slice(0, 100), lines.slice(100, 200), lines.slice(200));
    const whole = await remember(readJournal(directory), 'prod');
    expect((await rememberedOf(directory)).remembered).toEqual(whole);
  });
});

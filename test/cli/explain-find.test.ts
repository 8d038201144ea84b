// Which decision is the last: found at the end of the journal, however long it is.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { journalFolder, openJournal } from '../../src/audit/index.js';
import { findDecision } from '../../src/cli/explain/find.js';
import { entry } from '../audit/journal.js';
import { emptyDirectory } from './trimtab.js';

const ids = ['20261122T100100Z-aaaaaa', '20261122T100200Z-bbbbbb', '20261122T100300Z-cccccc'];
const clusterOf = (n: number): string => (n === 1 ? 'heron' : 'prod');

/** A file for each of three decisions, the second on another cluster. */
async function journaled(): Promise<string> {
  const directory = emptyDirectory();
  const { journal } = await openJournal(directory, { rotateBytes: 1 });
  for (const [n, id] of ids.entries()) {
    const topology = { cluster: clusterOf(n), name: 'words', id: `words-${n}` };
    const body = { action: 'hold', policy: 'ds2', reasons: [] };
    await journal.append(entry(n + 1, { kind: 'decided', id, topology, body }));
  }
  await journal.close();
  return directory;
}

it('the last decision, and the last of a cluster, are found without reading what is older', async () => {
  const directory = await journaled();
  const [first = ''] = readdirSync(journalFolder(directory)).sort();
  writeFileSync(join(journalFolder(directory), first), 'no record\n');
  expect(await findDecision(directory, null, {})).toMatchObject({ id: ids[2] });
  expect(await findDecision(directory, null, { cluster: 'heron' })).toMatchObject({ id: ids[1] });
  expect(await findDecision(directory, null, { topology: 'words' })).toMatchObject({ id: ids[2] });
});

it('one that is no decision of this release at the end is passed over', async () => {
  const directory = await journaled();
  const { journal } = await openJournal(directory);
  await journal.append(
    entry(4, { kind: 'decided', id: '20261122T100400Z-dddddd', body: { action: 'else' } }),
  );
  await journal.close();
  expect(await findDecision(directory, null, {})).toMatchObject({ id: ids[2] });
});

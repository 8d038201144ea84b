// Keys of storm.yaml that hold for every topology: what is advised, when, and what it makes of the file.
import { promises } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterWideAdvice, planClusterFile } from '../../../src/change/index.js';
import { folderWith, refusal } from './helpers.js';

const tuned = {
  'executor.metrics.frequency.secs': 10,
  'supervisor.localizer.update.blob.interval.secs': 5,
  'supervisor.slots.ports': [6700, 6701],
  'worker.childopts': '-Xmx%HEAP-MEM%m',
};
const advised = (settings: Record<string, unknown>, slotsFree: number | null = 1) =>
  clusterWideAdvice({ generation: 'storm-2.x', slotsFree, settings: { ...tuned, ...settings } });

it('nothing for a cluster that has it all, and nothing of 2.x for a 1.2', () => {
  expect(advised({})).toEqual([]);
  const settings = { ...tuned, 'executor.metrics.frequency.secs': 60, 'worker.childopts': '-Xmx1g' };
  expect(clusterWideAdvice({ generation: 'storm-1.2', slotsFree: 1, settings })).toEqual([]);
});

it('no slots where nobody tells how many are free', () => {
  expect(advised({}, null)).toEqual([]);
});

it.each([
  [{ 'executor.metrics.frequency.secs': 60 }, 1, { to: 10, restart: 'workers' }],
  [{ 'supervisor.localizer.update.blob.interval.secs': 30 }, 1, { to: 5, restart: 'supervisors' }],
  [{}, 0, { to: [6700, 6701, 6702, 6703], restart: 'supervisors' }],
  [
    { 'worker.childopts': '-Xmx1g -XX:+UseG1GC' },
    1,
    { to: '-Xmx%HEAP-MEM%m -XX:+UseG1GC', restart: 'supervisors' },
  ],
])('%j with %i free slots', (settings, slotsFree, expected) => {
  expect(advised(settings, slotsFree)).toMatchObject([expected]);
});

it('refuses a storm.yaml of two documents, which Storm does not read either', async () => {
  const folder = folderWith({ 'storm.yaml': 'a: 1\n---\nb: 1\n' });
  const advice = advised({ 'executor.metrics.frequency.secs': 60 });
  expect(await refusal(() => planClusterFile(promises, join(folder, 'storm.yaml'), advice), folder)).toBe(
    'TRIMTAB_E_FILE_PLACE FOLDER/storm.yaml: executor.metrics.frequency.secs could stand in any of 2 documents of the file → Leave one document, or write the key into the one that it belongs in.',
  );
});

it('makes of a storm.yaml what it says, and lengthens the list that this file has', async () => {
  const text =
    '# ours\nexecutor.metrics.frequency.secs: 60 # default\nsupervisor.slots.ports:\n    - 6710\nworker.childopts: "-Xmx1g"\n';
  const path = join(folderWith({ 'storm.yaml': text }), 'storm.yaml');
  const advice = advised({ 'executor.metrics.frequency.secs': 60, 'worker.childopts': '-Xmx1g' }, 0);
  const { diff, file } = await planClusterFile(promises, path, advice, () => 'storm.yaml');
  expect(file.text).toBe(text);
  expect(diff).toMatchInlineSnapshot(`
    "--- a/storm.yaml
    +++ b/storm.yaml
    @@ -1,5 +1,7 @@
     # ours
    -executor.metrics.frequency.secs: 60 # default
    +executor.metrics.frequency.secs: 10 # default
     supervisor.slots.ports:
         - 6710
    -worker.childopts: "-Xmx1g"
    +    - 6711
    +    - 6712
    +worker.childopts: "-Xmx%HEAP-MEM%m"
    "
  `);
});

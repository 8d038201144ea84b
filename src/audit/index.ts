// Provisional.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal, JournalLine } from './types.js';

export type * from './types.js';
export async function openJournal(directory: string): Promise<{ journal: Journal }> {
  await mkdir(join(directory, 'journal'), { recursive: true });
  const file = join(directory, 'journal', 'x.jsonl');
  let seq = 0;
  return {
    journal: {
      append: ({ body, ...e }) => appendFile(file, `${JSON.stringify({ ...body, ...e, seq: ++seq })}\n`),
      close: async () => {},
    },
  };
}
export async function* readJournal(directory: string, _: { since: Date }): AsyncIterable<JournalLine> {
  const text = await readFile(join(directory, 'journal', 'x.jsonl'), 'utf8').catch(() => '');
  for (const line of text.split('\n').filter(Boolean)) yield JSON.parse(line) as JournalLine;
}

// What the journal promises holds when its process is killed in the middle of writing, and when the disk takes no more.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openJournal, verifyJournal } from '../../src/audit/index.js';
import { entry, readAll, refusal, stateDirectory, write } from './journal.js';

const built = fileURLToPath(new URL('../../dist/audit/index.js', import.meta.url));

/** Appends without end, and prints the number of each line that is on disk. */
const appender = `
  import { openJournal } from ${JSON.stringify(built)};
  // Otherwise the limit on the size of files kills the process.
  process.on('SIGXFSZ', () => {});
  const { journal } = await openJournal(process.argv[1], { rotateBytes: 20_000 });
  const append = (number) => journal.append({
    kind: 'observed', at: new Date(0).toISOString(), id: null, topology: null, body: { number, text: 'x'.repeat(number % 2000) },
  });
  let number = 0;
  try {
    for (;;) {
      const batch = Array.from({ length: 7 }, () => (number += 1));
      await Promise.all(batch.map(append));
      console.log(String(number));
    }
  } catch (error) {
    console.log(error.code + ' ' + error.message);
    await append(0).catch((again) => console.log('again ' + again.code));
    await journal.close();
  }`;

function start(directory: string, prefix: readonly string[] = []): ChildProcess {
  const command = [...prefix, process.execPath, '--input-type=module', '-e', appender, directory];
  return spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Everything that it printed until it ended. */
async function output(child: ChildProcess, onLine: () => void = () => {}): Promise<string[]> {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('no output');
  const reader = createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    onLine();
  });
  await once(reader, 'close');
  return lines;
}

it('every line that was said to be on disk is there after kill -9, and the journal goes on', async () => {
  const directory = stateDirectory();
  let said = 0;
  for (const rounds of [1, 3, 8, 20]) {
    const child = start(directory);
    let seen = 0;
    const lines = await output(child, () => {
      seen += 1;
      // Not at once, so that it strikes anywhere in the next batch.
      if (seen === rounds) setTimeout(() => child.kill('SIGKILL'), Math.random() * 10);
    });
    said += Number(lines.at(-1));
    expect(await verifyJournal(directory)).toMatchObject({ valid: true });
    const { journal } = await openJournal(directory);
    await journal.close();
    const kept = await readAll(directory);
    expect(kept.length).toBeGreaterThanOrEqual(said);
    said = kept.length;
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: said, notes: [] });
  }
});

it('a disk that takes no more ends the writing; what was said to be there is valid, and nothing else counts', async () => {
  const directory = stateDirectory();
  // No file may grow beyond 16 KiB: the write that crosses it is cut in the middle, as on a full disk.
  const child = start(directory, ['bash', '-c', 'ulimit -f 16; exec "$@"', 'bash']);
  const lines = await output(child);
  const [failure = '', again] = lines.slice(-2);
  expect(failure).toMatch(/^TRIMTAB_E_JOURNAL cannot write .*000000000001\.jsonl: EFBIG/);
  expect(again).toBe('again TRIMTAB_E_JOURNAL');
  const said = Number(lines.at(-3) ?? 0);
  expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: said, notes: [] });
  await write(directory, [entry(1)]);
  expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: said + 1 });
});

it('a writer that was killed leaves no lock', async () => {
  const directory = stateDirectory();
  const child = start(directory);
  let refused: Promise<unknown> | undefined;
  await output(child, () => {
    refused ??= refusal(openJournal(directory), 'TRIMTAB_E_LOCKED').finally(() => child.kill('SIGKILL'));
  });
  await refused;
  const { journal } = await openJournal(directory);
  await journal.close();
});

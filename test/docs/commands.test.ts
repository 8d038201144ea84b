// The commands that a document names run: the script is there, knows the options, and the vitest project has the file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const documents = [
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
  ...['README.md', 'CONTRIBUTING.md'],
].filter((name) => name.endsWith('.md'));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

interface Run {
  readonly script: string;
  /** What follows `--`; empty where nothing does. */
  readonly options: string;
}

/** `npm run NAME -- OPTIONS`, and `-- OPTIONS` alone, which belongs to the script that was named last. */
function runsOf(text: string): Run[] {
  let last = '';
  return [...text.matchAll(/`(?:npm run |(?=(?:bench|tune):))([a-z:-]+)(?: -- ([^`]*))?`|`-- ([^`]*)`/g)].map(
    ([, script, options = '', alone]) => {
      last = script ?? last;
      return { script: last, options: alone ?? options };
    },
  );
}

/** Why it would not do what the document says; null where it would. */
function whyNot({ script, options }: Run): string | null {
  if (script.endsWith(':')) return null;
  const command = scripts[script];
  if (command === undefined) return `there is no script ${script}`;
  const named = [...options.matchAll(/(?:^| )--([a-z-]+)/g)].map(([, name = '']) => name);
  if (options === '') return null;
  // npm hands the options to the end of the line, so that only the last of several commands would get them.
  const files = [...command.matchAll(/node (scripts\/[\w/-]+\.mjs)/g)].map(([, file = '']) => file);
  const [file] = files;
  if (file === undefined || files.length > 1) return `${script} runs ${files.length} files`;
  const source = read(file);
  const unknown = named.filter((name) => !new RegExp(`\\b${name}'?: \\{`).test(source));
  return unknown.length === 0 ? null : `${script} does not know --${unknown.join(', --')}`;
}

it('finds commands, with options of their own or of the script before', () => {
  const text = 'By `npm run bench:drift -- --days 3`; `-- --cases 2` is quicker. `bench:heron` is another.';
  expect(runsOf(text)).toEqual([
    { script: 'bench:drift', options: '--days 3' },
    { script: 'bench:drift', options: '--cases 2' },
    { script: 'bench:heron', options: '' },
  ]);
});

it('tells what would not run', () => {
  expect(whyNot({ script: 'bench:none', options: '' })).toBe('there is no script bench:none');
  expect(whyNot({ script: 'bench:drift', options: '--none 1' })).toBe('bench:drift does not know --none');
});

it.each(documents.filter((name) => runsOf(read(name)).length > 0))(
  '%s names npm scripts that run as they are written',
  (document) => {
    expect(runsOf(read(document)).flatMap((run) => whyNot(run) ?? [])).toEqual([]);
  },
);

/** Of `vitest.config.ts`: the others are in the project `cluster`. */
const alone = ['test/cluster/cpu-shortage.test.ts', 'test/cluster/drift-machine.test.ts'];

it.each(documents.filter((name) => read(name).includes('npx vitest run --project')))(
  '%s names files of real clusters that are in the project that it names',
  (document) => {
    const commands = [
      ...read(document).matchAll(/npx vitest run --project ([^ ]+) (test\/cluster\/[\w-]+\.test\.ts)/g),
    ];
    for (const [, project, file = ''] of commands) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect([file, project]).toEqual([file, alone.includes(file) ? 'cluster-alone' : 'cluster']);
    }
  },
);

it('has the files that run alone as the configuration of vitest has them', () => {
  expect(read('vitest.config.ts')).toContain(
    `const alone = [${alone.map((file) => `'${file}'`).join(', ')}];`,
  );
});

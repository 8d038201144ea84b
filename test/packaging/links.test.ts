// What the documents of the archive link to is in the archive: on a master there is no checkout and no network.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
/** npm packs these by itself. */
const packed = [...files, 'README.md', 'LICENSE', 'package.json'];
const documents = packed
  .filter((name) => name !== 'dist' && existsSync(join(root, name)))
  .flatMap(filesIn)
  .filter((name) => name.endsWith('.md'));

/** The file itself, or all below the folder. */
function filesIn(name: string): string[] {
  if (statSync(join(root, name)).isFile()) return [name];
  return readdirSync(join(root, name), { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [relative(root, join(one.parentPath, one.name))] : [],
  );
}

/** Paths only, without addresses and without places of the same document. */
function linksOf(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8').replace(/```.*?```/gs, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.split('#')[0] ?? '');
  return targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

it('finds the documents', () => {
  expect(documents).toContain('README.md');
  expect(documents).toContain('docs/guide/service.md');
});

it.each(documents)('%s', (document) => {
  const missing = linksOf(document).filter((target) => {
    const path = relative(root, resolve(root, dirname(document), target));
    return (
      !existsSync(join(root, path)) || !packed.some((name) => path === name || path.startsWith(`${name}/`))
    );
  });
  expect(missing).toEqual([]);
});

// A link to a place in a document of this repository leads to a heading that is there.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = [
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
].filter((name) => name.endsWith('.md'));

/** Without blocks of code, in which `#` begins a comment. */
function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8').replace(/```.*?```/gs, '');
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

const anchors = new Map(
  documents.map((name) => [
    name,
    new Set([...textOf(name).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))),
  ]),
);

/** The links of a document whose place is missing in the one that they name. */
function broken(document: string): string[] {
  const targets = [...textOf(document).matchAll(/\]\(([^)\s:]*)#([^)\s]+)\)/g)];
  return targets.flatMap(([link, path = '', anchor = '']) => {
    const named = path === '' ? document : normalize(join(dirname(document), path));
    return anchors.get(named)?.has(anchor) === false ? [link] : [];
  });
}

it('knows the headings', () => {
  expect(anchors.get('README.md')).toContain('on-your-cluster');
  expect(anchors.get(join('docs', 'guide', 'safety.md'))).toContain(
    'before-anything-is-sent-modes-auto-and-approve',
  );
});

it.each(documents)('%s', (document) => {
  expect(broken(document)).toEqual([]);
});

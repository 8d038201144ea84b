// Every message of the agent's log is explained in docs/reference/log.md, and none that it does not have.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Messages whose name is in a variable. */
const named = ['expired'];

function written(): string[] {
  const src = join(root, 'src');
  const all = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(src, name), 'utf8').matchAll(
        /\blog(?:\.(?:debug|info|warn|error)|\[[^\]]+\])\(\s*'([a-z-]+)'/g,
      ),
    ])
    .map(([, message = '']) => message);
  return [...new Set([...all, ...named])].sort();
}

it('is so', () => {
  const page = readFileSync(join(root, 'docs/reference/log.md'), 'utf8');
  const told = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z-]+)`/g)].map(([, message = '']) => message),
  );
  expect(told.sort()).toEqual(written());
});

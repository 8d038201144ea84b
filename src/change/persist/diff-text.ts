// The difference between two versions of a file as git, patch and people read it.
import { createTwoFilesPatch } from 'diff';

/** A unified diff with three lines of context; empty where nothing differs. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const names = [`a/${name}`, `b/${name}`] as const;
  const patch = createTwoFilesPatch(...names, before, after, undefined, undefined, { context: 3 });
  const plain = patch.replace(/^=+\n/, '');
  // As git does: patch takes a name to end at its first space, unless a tab stands behind it.
  return name.includes(' ') ? plain.replace(/^(.*)\n(.*)\n/, '$1\t\n$2\t\n') : plain;
}

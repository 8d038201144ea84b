// The difference between two versions of a file as git, patch and people read it.
import { createTwoFilesPatch } from 'diff';

/** A unified diff with three lines of context; empty where nothing differs. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
  });
  return patch.replace(/^=+\n/, '');
}

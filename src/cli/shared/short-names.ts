// Names as a table has room for them: long ones are cut in the middle. Commands and JSON have them whole.

/** Columns: with the numbers beside it a row of `suggest` has some 110. */
const mostColumns = 40;

/** Different names stay different: those that would look alike are cut less. */
export function shortNames(names: readonly string[], most = mostColumns): string[] {
  const cut = names.map((name) => cutInTheMiddle(name, most));
  const isShared = (i: number): boolean => cut.some((one, j) => one === cut[i] && names[j] !== names[i]);
  if (!cut.some((_, i) => isShared(i))) return cut;
  const longer = shortNames(names, 2 * most);
  return cut.map((one, i) => (isShared(i) ? (longer[i] ?? one) : one));
}

function cutInTheMiddle(name: string, most: number): string {
  const characters = [...name];
  if (characters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return [...characters.slice(0, most - 1 - end), '…', ...characters.slice(-end)].join('');
}

// How many of something, in words.

/** "1 run", "3 runs" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

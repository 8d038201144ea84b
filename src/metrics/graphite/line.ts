// One line of Graphite's plaintext protocol: name, value and time, with spaces between.

export interface Line {
  readonly name: string;
  readonly value: number;
}

/** Longer names are none of Storm's. */
const longestName = 1024;

const decimal = /^-?\d+(?:[.,]\d+)?(?:[eE][-+]?\d{1,3})?$/;
const epochSeconds = /^-?\d{1,19}$/;

/** null for what is no such line, and for values that are no number (NaN, Infinity). The time of the sender is not used. */
export function parseLine(text: string): Line | null {
  const [name, value, time, ...more] = text.replace(/\r$/, '').split(' ');
  if (!name || value === undefined || time === undefined || more.length > 0) return null;
  if (name.length > longestName || !epochSeconds.test(time)) return null;
  const number = parseValue(value);
  return number === null ? null : { name, value: number };
}

/** A decimal as any JVM prints it: some locales have a comma for the point. */
function parseValue(text: string): number | null {
  if (!decimal.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}

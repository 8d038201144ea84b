// Where two JSON values differ, to the last bit of a number.

export interface Difference {
  /** Such as outlook.price.pauseSeconds; empty for the whole. */
  readonly path: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** @param recorded,replayed as JSON holds them: no undefined, no NaN */
export function differencesOf(recorded: unknown, replayed: unknown, path = ''): Difference[] {
  if (
    !isContainer(recorded) ||
    !isContainer(replayed) ||
    Array.isArray(recorded) !== Array.isArray(replayed)
  ) {
    return Object.is(recorded, replayed) ? [] : [{ path, recorded, replayed }];
  }
  const names = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
  return [...names].flatMap((name) =>
    differencesOf(recorded[name], replayed[name], path === '' ? name : `${path}.${name}`),
  );
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

// Paths to options: as lists of segments inside, as clusters[0].auth.ca for people.

export type Path = readonly (string | number)[];

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** clusters[0].ui; names that are not plain words, such as those of knobs, are quoted: bounds["executors.split"]. */
export function formatPath(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!/^[\w$<-]+$/.test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

/** Every value that is not a mapping or a list of mappings, with its path, in the order of the data. */
export function leaves(value: unknown, path: Path = []): readonly (readonly [Path, unknown])[] {
  if (Array.isArray(value) && value.some((item) => typeof item === 'object'))
    return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isMapping(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [[path, value]];
}

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, segment) => {
    if (Array.isArray(at)) return typeof segment === 'number' ? (at as unknown[])[segment] : undefined;
    return isMapping(at) && Object.hasOwn(at, segment) ? at[segment] : undefined;
  }, value);
}

/** A copy of the data in which each value, at any depth, may be replaced. */
export function mapLeaves(
  value: unknown,
  change: (value: unknown, path: Path) => unknown,
  path: Path = [],
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapLeaves(item, change, [...path, index]));
  if (!isMapping(value)) return change(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change, [...path, key])]),
  );
}

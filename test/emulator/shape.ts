// Compares the shape of two JSON values: keys and types, not numbers.

export interface ShapeOptions {
  /** Keys whose object is a map from names to values, so that its own keys may differ. */
  readonly maps: readonly string[];
}

/** Differences of `actual` from the shape of `expected`, one line each. null goes with anything. */
export function shapeDifferences(
  expected: unknown,
  actual: unknown,
  options: ShapeOptions,
  path = '$',
): string[] {
  if (expected === null || actual === null) return [];
  if (kindOf(expected) !== kindOf(actual)) {
    return [`${path}: ${kindOf(actual)} instead of ${kindOf(expected)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length > 0 && actual.length === 0)
      return [`${path}: empty instead of ${expected.length} items`];
    return actual.flatMap((item, i) => {
      if (expected.length === 0) return [];
      // Items of one array may differ (a window without counts): the nearest one counts.
      const all = expected.map((model) => shapeDifferences(model, item, options, `${path}[${i}]`));
      return all.reduce((best, one) => (one.length < best.length ? one : best));
    });
  }
  if (typeof expected !== 'object' || typeof actual !== 'object') return [];
  const isMap = options.maps.includes(path.slice(path.lastIndexOf('.') + 1));
  const wanted = expected as Record<string, unknown>;
  const got = actual as Record<string, unknown>;
  if (isMap) return mapDifferences(wanted, got, options, path);
  const missing = Object.keys(wanted).filter((key) => !(key in got));
  const extra = Object.keys(got).filter((key) => !(key in wanted));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...extra.map((key) => `${path}.${key}: not in the real answer`),
    ...Object.keys(wanted)
      .filter((key) => key in got)
      .flatMap((key) => shapeDifferences(wanted[key], got[key], options, `${path}.${key}`)),
  ];
}

function mapDifferences(
  wanted: Record<string, unknown>,
  got: Record<string, unknown>,
  options: ShapeOptions,
  path: string,
): string[] {
  const model = Object.values(wanted)[0];
  if (model === undefined) return [];
  return Object.entries(got).flatMap(([key, value]) =>
    shapeDifferences(model, value, options, `${path}.${key}`),
  );
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

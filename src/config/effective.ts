// The configuration that holds, in the form of the file: durations as text again, so that it could be written as one.
import { type Mapping, mapLeaves } from './path.js';
import { schemaAt } from './schema.js';
import type { Config } from './types.js';

/** All options with the values that hold, defaults included. Options without a value are left out. */
export function effectiveValues(config: Config): Mapping {
  return mapLeaves(config, (value, path) =>
    typeof value === 'number' && schemaAt(path)?.kind === 'duration' ? durationText(value) : value,
  ) as Mapping;
}

/** Seconds as an operator would write them: 45s, 120s, 10m, 2h, 365d. */
export function durationText(seconds: number): string {
  if (seconds % 86_400 === 0 && seconds >= 7 * 86_400) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0 && seconds >= 300) return `${seconds / 60}m`;
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

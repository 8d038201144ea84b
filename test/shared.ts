// The data beside the checkout (../shared): recorded answers of real engines. Without it a test says so and is skipped; in CI it must be there.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../shared/', import.meta.url));

export const sharedIsHere = existsSync(root);

/** Call it where a suite needs the folder: fails in CI, says what is skipped elsewhere. */
export function requireShared(what: string): void {
  if (sharedIsHere) return;
  if (process.env['CI'] === 'true') throw new Error(`${what}: ../shared is missing, and CI must have it`);
  process.stderr.write(`${what}: not run, ../shared is not here\n`);
}

export interface Recorded {
  readonly file: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
}

/** What was recorded in fixtures/FOLDER, in order. */
export function recordedAnswers(folder: string): Recorded[] {
  return sharedIsHere ? (JSON.parse(recordedBody(folder, 'manifest.json')) as Recorded[]) : [];
}

const heronFolders = { fastapi: 'heron-tracker-fastapi', tornado: 'heron-tracker-tornado' } as const;

/** What was recorded of a Heron Tracker, in order; its list names things otherwise. */
export function recordedTracker(generation: keyof typeof heronFolders): Recorded[] {
  if (!sharedIsHere) return [];
  const { entries } = JSON.parse(recordedBody(heronFolders[generation], 'manifest.json')) as {
    entries: (Omit<Recorded, 'contentType'> & { content_type: string })[];
  };
  return entries.map(({ content_type: contentType, ...entry }) => ({ ...entry, contentType }));
}

export function recordedTrackerBody(generation: keyof typeof heronFolders, file: string): string {
  return recordedBody(heronFolders[generation], file);
}

export function recordedBody(folder: string, file: string): string {
  return readFileSync(`${root}fixtures/${folder}/${file}`, 'utf8');
}

/** An arrival-rate series of data/traces, as CSV. */
export function recordedTrace(name: string): string {
  return readFileSync(`${root}data/traces/${name}.csv`, 'utf8');
}

/** Where a file of the folder is. */
export function sharedPath(name: string): string {
  return `${root}${name}`;
}

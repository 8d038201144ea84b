// Names what can be changed in a running load topology, and writes the file its workers follow.
import { rename, writeFile } from 'node:fs/promises';

/** All may be fractions; what each means, with its default, is in topology/…/Settings.java. */
export type LoadSettings = {
  /** Lines per second over the whole spout; 0 is as fast as the engine allows. */
  rate?: number;
  /** Words per line. */
  words?: number;
  /** Share of the words that are one hot word. */
  hot?: number;
  'lines.cpuMicros'?: number;
  'lines.waitMillis'?: number;
  'split.cpuMicros'?: number;
  'split.waitMillis'?: number;
  'count.cpuMicros'?: number;
  'count.waitMillis'?: number;
};

/** Replaces the control file as a whole, so that no worker reads half of it. */
export async function writeControl(file: string, settings: LoadSettings): Promise<void> {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(`${file}.unfinished`, lines.join(''));
  await rename(`${file}.unfinished`, file);
}

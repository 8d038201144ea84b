// Runs `trimtab suggest` on a real cluster as an operator does, and takes its answer apart.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopologySuggestion } from '../../src/agent/index.js';
import { type Ran, trimtab } from '../cli/trimtab.js';

/** @param config the configuration file */
export function suggest(config: string, ...more: string[]): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'trimtab-real-'));
  writeFileSync(join(cwd, 'trimtab.yaml'), config);
  return trimtab(['suggest', ...more], { cwd });
}

export function onlyTopology(ran: Ran): TopologySuggestion {
  const topology = (JSON.parse(ran.stdout) as { topologies: TopologySuggestion[] }).topologies[0];
  if (topology === undefined) throw new Error(`no topology in ${ran.stdout}\n${ran.stderr}`);
  return topology;
}

/** Numbers for the reader of the test's output. */
export function report(line: string): void {
  process.stdout.write(`${line}\n`);
}

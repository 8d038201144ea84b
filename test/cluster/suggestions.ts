// Runs `trimtab suggest` on a real cluster as an operator does, and takes its answer apart.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TopologySuggestion } from '../../src/agent/index.js';
import { expectWithin, type Ran, trimtab } from '../cli/trimtab.js';
import type { RealCluster } from './real-cluster.js';

/** @param config the configuration file */
export function suggest(config: string, ...more: string[]): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'trimtab-real-'));
  writeFileSync(join(cwd, 'trimtab.yaml'), config);
  return trimtab(['suggest', ...more], { cwd });
}

/** As an operator types it, with a window (and a warm-up) other than the defaults: `agent` is that part of the configuration. */
export function suggestThroughUi(cluster: RealCluster, agent: string, ...more: string[]): Promise<Ran> {
  return suggest(`clusters: [{ name: real, ui: '${cluster.uiUrl}' }]\nagent: ${agent}\n`, ...more);
}

/** The first line about a topology, which must come at once; `agent` as in suggestThroughUi. */
export async function holdLine(cluster: RealCluster, agent = '{}'): Promise<string> {
  const ran = await suggestThroughUi(cluster, agent);
  expect(ran.stderr).not.toContain('TRIMTAB_E');
  expect(ran.code).toBe(0);
  await expectWithin(ran, 15);
  return ran.stdout.split('\n')[1] ?? '';
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

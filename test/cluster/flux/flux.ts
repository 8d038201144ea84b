// Submits the load topology of Storm 2.8.3 from a Flux file, as an operator would: `storm jar … org.apache.storm.flux.Flux --remote FILE`.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mustRun } from '../command.js';
import { jdk } from '../java.js';
import { loadJar } from '../load-jar.js';
import { jars } from '../maven.js';
import { cache, clusterTests } from '../places.js';

/** One jar with the load topology and Flux: what an application's own build makes. */
async function fluxJar(): Promise<string> {
  const storm = join(cache, 'storm-2.8.3');
  const load = await loadJar(join(storm, 'lib-worker'));
  const jar = join(dirname(load), `flux-${basename(load)}`);
  if (existsSync(jar)) return jar;
  const flux = await jars(join(clusterTests, 'flux', 'pom.xml'), join(storm, 'lib-flux'));
  const work = await mkdtemp(join(storm, 'flux-'));
  try {
    const classes = join(work, 'classes');
    await mkdir(classes);
    for (const one of [...(await readdir(flux)).map((name) => join(flux, name)), load])
      await mustRun('sh', ['-c', 'cd "$0" && exec "$1" xf "$2"', classes, jdk('jar'), one]);
    await mustRun(jdk('jar'), ['cf', join(work, 'flux.jar'), '-C', classes, '.']);
    await rename(join(work, 'flux.jar'), jar);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return jar;
}

/** Returns when Nimbus has taken it. */
export async function submitFlux({ binDir }: { readonly binDir: string }, file: string): Promise<void> {
  await mustRun(join(binDir, 'storm'), [
    'jar',
    await fluxJar(),
    'org.apache.storm.flux.Flux',
    '--remote',
    file,
  ]);
}

/** The load topology as a Flux file; `split` waits 10 ms for each line, so that two executors starve. */
export function wordsFluxOf(values: {
  readonly name: string;
  /** Executors of that bolt. */
  readonly split: number;
  /** topology.max.spout.pending */
  readonly pending: number;
}): string {
  return `# Lines, split into words, and counted.
name: ${values.name}

config:
  topology.workers: 1
  topology.max.spout.pending: ${values.pending}     # lines in flight
  topology.acker.executors: 1
  load.rate: 0
  load.words: 3
  load.split.waitMillis: 10

spouts:
  - id: lines
    className: org.trimtab.load.LinesSpout
    parallelism: 1
    numTasks: 4

bolts:
  - {id: split, className: org.trimtab.load.SplitBolt, parallelism: ${values.split}, numTasks: 16}   # the slow one
  - id: count
    className: org.trimtab.load.CountBolt
    numTasks: 16

streams:
  - from: lines
    to: split
    grouping: { type: SHUFFLE }
  - from: split
    to: count
    grouping: { type: FIELDS, args: [word] }
`;
}

export const wordsFlux = wordsFluxOf({ name: 'words', split: 2, pending: 50 });

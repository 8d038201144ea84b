// Compiles the load topology against one engine's jars and packs it, once for each state of its sources.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mustRun } from './command.js';
import { jdk } from './java.js';
import { clusterTests } from './places.js';

const sources = join(clusterTests, 'topology', 'org', 'trimtab', 'load');

/** The jar, beside the engine's directory of jars: two engines differ in signatures, so each has its own. */
export async function loadJar(lib: string): Promise<string> {
  const files = (await readdir(sources)).filter((file) => file.endsWith('.java')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(join(sources, file)));
  const jar = join(dirname(lib), `load-${hash.digest('hex').slice(0, 12)}.jar`);
  if (existsSync(jar)) return jar;

  const work = await mkdtemp(join(dirname(lib), 'load-'));
  try {
    const classes = join(work, 'classes');
    const paths = files.map((file) => join(sources, file));
    const flags = ['-encoding', 'UTF-8', '-Xlint:-options', '-d', classes, '-cp', join(lib, '*')];
    await mustRun(jdk('javac'), [...(await releaseFlag()), ...flags, ...paths]);
    await mustRun(jdk('jar'), ['cf', join(work, 'load.jar'), '-C', classes, '.']);
    await rename(join(work, 'load.jar'), jar);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return jar;
}

/** --release came with Java 9; on Java 8 there is nothing to ask for. */
async function releaseFlag(): Promise<string[]> {
  const { stdout, stderr } = await mustRun(jdk('javac'), ['-version']);
  return `${stdout}${stderr}`.includes('javac 1.8') ? [] : ['--release', '8'];
}

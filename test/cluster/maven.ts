// Fetches the engine's jars through Maven, once, into the checkout's cache.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mustRun } from './command.js';
import { cache } from './places.js';

/**
 * The directory with the jars that a pom.xml, or one profile of it, collects into ${lib}. Built beside its place and then moved there, so
 * that a broken download is never taken for the whole, nor one that another process is just making.
 */
export async function jars(pom: string, directory: string, profile?: string): Promise<string> {
  if (existsSync(directory)) return directory;
  await mkdir(dirname(directory), { recursive: true });
  const unfinished = await mkdtemp(`${directory}-`);
  const args = ['-q', '-B', '-f', pom, `-Dmaven.repo.local=${join(cache, 'm2')}`, `-Dlib=${unfinished}`];
  try {
    await maven([...args, ...(profile === undefined ? [] : ['-P', profile]), 'prepare-package']);
    await rename(unfinished, directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
  return directory;
}

/** Twice at most: a download that breaks off is the usual reason to fail, and the second run goes on from there. */
async function maven(args: readonly string[]): Promise<void> {
  const limit = { limitSeconds: 600 };
  try {
    await mustRun('mvn', args, limit);
  } catch {
    await mustRun('mvn', args, limit);
  }
}

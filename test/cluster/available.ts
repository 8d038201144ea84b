// Decides whether this machine can run a real Storm cluster, and what a test suite does when it cannot.
import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';
import { jdk } from './java.js';

/**
 * What to print when no real cluster can be run here, or undefined when one can.
 * @param oldestJava that the engine runs on: 8 for Storm 1.2, 17 for 2.8
 */
export function whyNoRealCluster(oldestJava = 8): string | undefined {
  const java = spawnSync(jdk('java'), ['-version'], { encoding: 'utf8' });
  const major = java.status === 0 ? javaMajor(java.stderr) : undefined;
  if (major === undefined) return 'real cluster not run: no Java 17';
  // 24 removed the security manager, without which Storm 1.2 does not start.
  if (major < oldestJava || major >= 24) return `real cluster not run: no Java 17 (java is version ${major})`;
  if (!runs(jdk('javac'), '-version')) return 'real cluster not run: no Java 17 (javac is missing)';
  if (!runs('mvn', '--version')) return 'real cluster not run: no Java 17 (mvn is missing)';
  return undefined;
}

/**
 * `describe` for suites that need a real cluster. Without Java it prints why and the suite counts as skipped; where
 * CI is "true" it fails instead, so that a broken build machine cannot pass for a tested change.
 */
export function describeRealCluster(name: string, body: () => void, oldestJava?: number): void {
  const why = whyNoRealCluster(oldestJava);
  if (why === undefined) {
    describe(name, body);
  } else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('has what a real cluster needs', () => {
        throw new Error(why);
      });
    });
  } else {
    process.stderr.write(`${why}\n`);
    describe.skip(name, body);
  }
}

function javaMajor(banner: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(banner) ?? [];
  if (first === undefined) return undefined;
  // Java 8 calls itself 1.8.
  return Number(first === '1' && second !== undefined ? second : first);
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument]).status === 0;
}

// Finds the Java programs the way the engine's own scripts do: JAVA_HOME first, then the PATH.
import { join } from 'node:path';

/** Path, or name for the PATH, of a program of the JDK. */
export function jdk(program: 'java' | 'javac' | 'jar'): string {
  const home = process.env['JAVA_HOME'];
  return home ? join(home, 'bin', program) : program;
}

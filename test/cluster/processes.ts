// Finds and ends the processes of one run by the storm.home in their command lines, each by its pid.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from './waiting.js';

export type Process = { readonly pid: number; readonly args: readonly string[] };

/** Every process that was started with -Dstorm.home=HOME: daemons, workers and commands of that run alone. */
export function processesOf(home: string): Process[] {
  const mark = `-Dstorm.home=${home}`;
  return allProcesses().filter((process) => process.args.includes(mark));
}

/** Ends all processes of a run and waits until none is left; asked again each time, as a supervisor may start more. */
export async function endProcessesOf(home: string, limitSeconds = 60): Promise<void> {
  await until(
    `the processes of ${home} are gone`,
    () => {
      const left = processesOf(home);
      for (const { pid } of left) endNow(pid);
      return left.length === 0 ? true : undefined;
    },
    { limitSeconds },
  );
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

function allProcesses(): Process[] {
  return existsSync('/proc/self/cmdline') ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  const found: Process[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // Empty for a process that has ended and whose parent has not asked for its status yet.
      const args = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      found.push({ pid: Number(entry), args });
    } catch {
      // Ended between the two reads.
    }
  }
  return found;
}

/** Splits at blanks, which is good enough: the marks that are looked for have none. */
function fromPs(): Process[] {
  const lines = execFileSync('ps', ['-ww', '-eo', 'pid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid = '', ...args] = line.trim().split(/\s+/);
    return { pid: Number(pid), args };
  });
}

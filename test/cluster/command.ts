// Runs one command to its end and keeps what it printed.
import { spawn } from 'node:child_process';

export type CommandResult = {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type CommandOptions = {
  readonly env?: NodeJS.ProcessEnv;
  readonly limitSeconds?: number;
};

/** Runs a program; resolves whatever its exit status is. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: (options.limitSeconds ?? 180) * 1000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** Runs a program that must succeed; the error carries what it printed last. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const result = await run(program, args, options);
  if (result.status !== 0) {
    const printed = `${result.stdout}\n${result.stderr}`.trim().slice(-4000);
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}:\n${printed}`);
  }
  return result;
}

/** What a user gets who pastes a line into a shell that finds the cluster's `storm` in its PATH. */
export function paste(cluster: { readonly binDir: string }, line: string): Promise<CommandResult> {
  return run('sh', ['-c', line], {
    env: { ...process.env, PATH: `${cluster.binDir}:${process.env['PATH']}` },
  });
}

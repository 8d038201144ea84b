// Tells systemd how the service is, by its own program systemd-notify; where nobody asked for that, nothing is done.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface ServiceManager {
  /**
   * Sends such as READY=1 or STATUS=…, after what was sent before. Never rejects: a service works without being watched.
   * @param state names and values of sd_notify(3), none with a line break
   */
  tell(state: Readonly<Record<string, string>>): Promise<void>;
}

/** systemd answers within milliseconds; a manager that hangs must not keep the agent from ending. */
const timeoutMs = 2000;
const run = promisify(execFile);

/**
 * @param env NOTIFY_SOCKET is set where systemd waits to be told (Type=notify)
 * @param onProblem called once, with the reason, when it cannot be told
 */
export function serviceManager(env: NodeJS.ProcessEnv, onProblem: (reason: string) => void): ServiceManager {
  const socket = env['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') return { tell: () => Promise.resolve() };
  let last = Promise.resolve();
  let said = false;
  // One that is missing or hangs is not asked again: what waits behind it would hold up the end of the service.
  let isHopeless = false;
  const send = async (state: Readonly<Record<string, string>>): Promise<void> => {
    if (isHopeless) return;
    const words = Object.entries(state).map(([name, value]) => `${name}=${value}`);
    try {
      await run('systemd-notify', words, { env, timeout: timeoutMs });
    } catch (error) {
      if (!said) onProblem(reasonOf(error));
      said = true;
      const { code, killed } = error as { code?: unknown; killed?: boolean };
      isHopeless = code === 'ENOENT' || killed === true;
    }
  };
  return {
    tell: (state) => {
      last = last.then(() => send(state));
      return last;
    },
  };
}

function reasonOf(error: unknown): string {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === 'ENOENT') return 'there is no systemd-notify in PATH';
  if (killed === true) return `systemd-notify did not end within ${timeoutMs / 1000} s`;
  return `systemd-notify: ${stderr?.trim() || `ended with ${String(code)}`}`;
}

// Tells systemd how the service is, by its own program systemd-notify; where nobody asked for that, nothing is done.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface ServiceManager {
  /**
   * Sends such as READY=1 or STATUS=…, after what was sent before. What waits goes together, with the newest value of each name; READY,
   * RELOADING and STOPPING go by themselves. Never rejects: a service works without being watched.
   * @param state names and values of sd_notify(3), none with a line break
   */
  tell(state: State): Promise<void>;
}

type State = Readonly<Record<string, string>>;

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
  /** What is not sent yet, and may be joined by what is told next. */
  let waiting: { state: State; sent: Promise<void> } | null = null;
  /** What the program was asked to send, and did not in its time: a busy machine must not cost the service its READY or WATCHDOG. */
  let unsent: State = {};
  let said = false;
  // One that is missing is not asked again.
  let isMissing = false;
  const send = async (state: State): Promise<void> => {
    if (isMissing) return;
    const whole = isTurn(state) ? state : { ...unsent, ...state };
    unsent = {};
    const words = Object.entries(whole).map(([name, value]) => `${name}=${value}`);
    try {
      await run('systemd-notify', words, { env, timeout: timeoutMs });
    } catch (error) {
      if (!said) onProblem(reasonOf(error));
      said = true;
      const { code, killed } = error as { code?: unknown; killed?: boolean };
      isMissing = code === 'ENOENT';
      if (killed === true) unsent = whole;
    }
  };
  return {
    tell: (state) => {
      if (waiting !== null && !isTurn(waiting.state) && !isTurn(state)) {
        waiting.state = { ...waiting.state, ...state };
        return waiting.sent;
      }
      const message = { state, sent: last };
      message.sent = last.then(() => {
        if (waiting === message) waiting = null;
        return send(message.state);
      });
      waiting = message;
      last = message.sent;
      return last;
    },
  };
}

/** From one state of the service to the next: in one message with others it would have no order. */
function isTurn(state: State): boolean {
  return ['READY', 'RELOADING', 'STOPPING'].some((name) => state[name] !== undefined);
}

function reasonOf(error: unknown): string {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === 'ENOENT') return 'there is no systemd-notify in PATH';
  if (killed === true) return `systemd-notify did not end within ${timeoutMs / 1000} s`;
  return `systemd-notify: ${stderr?.trim() || `ended with ${String(code)}`}`;
}

// Asks the agent that runs on a state directory, and waits for what becomes of it.
import { setTimeout } from 'node:timers/promises';
import type { Answer, Asked, Requests } from '../../agent/index.js';
import { journalHolder } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Logger } from '../../util/index.js';

export interface Asking {
  readonly stateDir: string;
  readonly requests: Requests;
  readonly asked: Omit<Asked, 'until'>;
  /** Of the wall; 0 leaves the request and does not wait. */
  readonly waitSeconds: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const lookEveryMs = 200;

/**
 * @returns null where nobody waits for the answer
 * @throws TrimtabError TRIMTAB_E_NO_AGENT, TRIMTAB_E_NO_ANSWER, TRIMTAB_E_INTERRUPTED; what the agent has not begun by then is withdrawn
 */
export async function askAgent(asking: Asking): Promise<Answer | null> {
  const { stateDir, requests, asked, waitSeconds, log, signal } = asking;
  const holder = await journalHolder(stateDir);
  if (holder === null) {
    throw new TrimtabError('TRIMTAB_E_NO_AGENT', `no agent runs on the state directory ${stateDir}`);
  }
  const request = await requests.leave({ ...asked, until: untilOf(asked.at, waitSeconds) });
  if (waitSeconds === 0) return null;
  log.info(`asked the agent (${holder}): it answers at its next look`);
  const end = performance.now() + waitSeconds * 1000;
  while (performance.now() < end && !signal.aborted) {
    const answer = await requests.readAnswer(request);
    if (answer !== null) return answer;
    await setTimeout(lookEveryMs, undefined, { signal }).catch(() => {});
  }
  return await giveUp(asking, request);
}

/** The agent does nothing later than that, even where this command is killed and cannot withdraw it; null: nobody waits. */
function untilOf(at: string, waitSeconds: number): string | null {
  const untilMs = Math.min(Date.parse(at) + waitSeconds * 1000, lastMoment);
  return waitSeconds === 0 ? null : new Date(untilMs).toISOString();
}

/** The end of the year 9999, the last that ISO 8601 writes with four digits. */
const lastMoment = Date.UTC(10_000, 0) - 1;

async function giveUp({ requests, asked, waitSeconds, signal }: Asking, request: string): Promise<Answer> {
  const isWithdrawn = await requests.withdraw(request);
  const answer = await requests.readAnswer(request);
  if (answer !== null) return answer;
  const code = signal.aborted ? 'TRIMTAB_E_INTERRUPTED' : 'TRIMTAB_E_NO_ANSWER';
  if (isWithdrawn) {
    const text = `the agent has not taken the request within ${waitSeconds} s`;
    throw new TrimtabError(
      code,
      `${signal.aborted ? 'interrupted' : text}: it is withdrawn, and nothing is done`,
      {
        next: 'Look in the log of the agent whether it can read the cluster, then ask again.',
      },
    );
  }
  const text = signal.aborted ? 'interrupted' : `no answer within ${waitSeconds} s`;
  throw new TrimtabError(code, `${text}; the agent is at it, and goes on`, {
    next: `trimtab audit show ${asked.id} says what becomes of it.`,
  });
}

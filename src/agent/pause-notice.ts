// Journals when the kill switch was turned: trimtab pause writes a file, and only the agent writes the journal.
import { type AgentContext, record } from './context.js';
import { type Pause, scopeName, wayOut } from './state/kill-switch.js';

export async function noticePauses(agent: AgentContext): Promise<void> {
  const { killSwitch, memory, cluster, log } = agent;
  const now = new Map(
    (await killSwitch.pauses())
      .filter((p) => p.cluster === null || p.cluster === cluster.name)
      .map((p) => [scopeName(p), p] as const),
  );
  for (const [scope, pause] of now) {
    if (memory.paused.has(scope)) continue;
    memory.paused.set(scope, pause);
    const text = `${scope} is paused, by ${pause.by}`;
    log.warn('paused', {
      cluster: cluster.name,
      scope,
      by: pause.by,
      text,
      next: `To go on: ${wayOut(pause)}`,
    });
    await record(
      agent,
      'paused',
      { id: null, topology: null },
      {
        ...bodyOf(pause),
        text: `${scope} is paused`,
      },
    );
  }
  for (const [scope, pause] of memory.paused) {
    if (now.has(scope)) continue;
    memory.paused.delete(scope);
    const text = `${scope} is no longer paused; it was since ${pause.at}, by ${pause.by}`;
    const next = 'Nothing to do: the next look decides as ever.';
    log.warn('resumed', { cluster: cluster.name, scope, text, next });
    await record(
      agent,
      'resumed',
      { id: null, topology: null },
      {
        ...bodyOf(pause),
        text: `${scope} is no longer paused`,
      },
    );
  }
}

function bodyOf({ at, by, cluster, topology }: Pause): Readonly<Record<string, unknown>> {
  return { scope: { cluster, topology }, by, since: at };
}

// What the agent writes into the journal about itself, of no cluster: its start and end, its configuration, its model.
import type { Journal } from '../audit/index.js';
import type { ModelFacts } from '../policy/index.js';
import type { Logger } from '../util/index.js';

export async function record(
  journal: Journal,
  kind: 'started' | 'stopped' | 'config-reloaded' | 'model-loaded',
  body: Record<string, unknown>,
): Promise<void> {
  await journal.append({ kind, at: new Date().toISOString(), id: null, topology: null, body });
}

/** Before the first decision by it. */
export async function recordModel(
  { journal, log }: { readonly journal: Journal; readonly log: Pick<Logger, 'info'> },
  model: ModelFacts | null,
): Promise<void> {
  if (model === null) return;
  const { folder, seeds } = model;
  const many = seeds.length > 1 ? `, of ${seeds.length} networks` : '';
  const text = `decides by the model ${folder}${many}`;
  await record(journal, 'model-loaded', { ...model, text });
  log.info('model-loaded', { ...model });
}

// What doctor says of the changes so far: what became of the last ones of each topology, and whether auto is earned.
import type { TopologyConfig } from '../../config/index.js';
import { autonomyText } from '../decide/autonomy.js';
import { bareName, toldName, withPlace } from '../lasting-name.js';
import { isEarned } from '../past/trust.js';
import { OutcomeStore } from '../state/outcome-store.js';
import type { Finding } from './finding.js';

/** Of every topology of the cluster that was ever changed, and that a state directory tells of. */
export async function trustFindings(
  stateDirectory: string,
  cluster: string,
  settings: (topologyName: string, placed: string) => Pick<TopologyConfig, 'mode' | 'earned'>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const onDamaged = (file: string, why: string): void => {
    const next = 'Move the file away: what has to be earned is earned anew.';
    findings.push({ check: 'trust', status: 'warning', text: `${file}: ${why}`, next });
  };
  const outcomes = await new OutcomeStore(stateDirectory).load(cluster, onDamaged);
  const all = outcomes.all();
  for (const [lasting, list] of Object.entries(all)) {
    const { mode, earned } = settings(bareName(lasting), withPlace(lasting));
    const text = autonomyText(mode, list, earned.verified);
    const waits = mode === 'auto' && !isEarned(list, earned.verified);
    const next = 'Answer its proposals with trimtab approve or reject; trimtab pending lists them.';
    findings.push({
      check: `trust ${toldName(lasting, Object.keys(all))}`,
      ...(waits ? { status: 'warning', text, next } : { status: 'ok', text }),
    });
  }
  return findings;
}

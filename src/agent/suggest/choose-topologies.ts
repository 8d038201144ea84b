// Which of the topologies that run an operator means by a name: refused where there is none, or where there are several.
import type { TopologyRef } from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import { nearest } from '../../util/index.js';
import { isCalled, lastingName, refuseAmbiguous, toldName } from '../lasting-name.js';

/**
 * @param all of one cluster
 * @throws TrimtabError TRIMTAB_E_TOPOLOGY_UNKNOWN naming the nearest, TRIMTAB_E_TOPOLOGY_AMBIGUOUS
 */
export function chooseTopology(all: readonly TopologyRef[], name: string): TopologyRef {
  const chosen = all.filter((one) => isCalled(lastingName(one), name));
  refuseAmbiguous(name, chosen.map(lastingName));
  const [only] = chosen;
  if (only !== undefined) return only;
  const lasting = all.map(lastingName);
  const names = lasting.map((one) => toldName(one, lasting));
  const near = nearest(name, [...all.map((t) => t.name), ...names]);
  const running = names.length === 0 ? 'no topology is running' : `running: ${names.join(', ')}`;
  throw new TrimtabError(
    'TRIMTAB_E_TOPOLOGY_UNKNOWN',
    `no topology is named ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ''} (${running})`,
  );
}

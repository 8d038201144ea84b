// A change is superseded only where the cluster's list lacks the topology: one failing read, or a failing list, proves nothing.
import { expect, it } from 'vitest';
import type { Applied } from '../../src/change/index.js';
import type { TopologyRef } from '../../src/clusters/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import { topology } from '../builders.js';
import { applied, running } from './applying.js';

/** What becomes of a change where the first poll after the call says that it is gone; `list` answers the question what runs. */
async function after(list: () => readonly TopologyRef[], of: TopologyRef = topology): Promise<Applied> {
  let polls = 0;
  const polled = () => {
    polls += 1;
    return polls === 1
      ? Promise.reject(new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', 'wordcount is not alive'))
      : Promise.resolve(running([0, 0]));
  };
  const topologies = () => new Promise<TopologyRef[]>((resolve) => resolve([...list()]));
  return await applied({ snapshot: polled, topologies }, { topology: of });
}

it('still listed: it is asked again', async () => {
  expect(await after(() => [topology])).toMatchObject({ kind: 'steady' });
});

it('with a list that cannot be read: it is asked again', async () => {
  const failing = (): never => {
    throw new TrimtabError('TRIMTAB_E_TIMEOUT', 'no answer');
  };
  expect(await after(failing)).toMatchObject({ kind: 'steady' });
});

it('not listed: it was killed', async () => {
  expect(await after(() => [])).toMatchObject({ kind: 'superseded', code: 'KILLED' });
});

it('listed under another id: it was submitted again', async () => {
  const again = { ...topology, id: 'wordcount-2-1700000900' };
  expect(await after(() => [again])).toMatchObject({ kind: 'superseded', code: 'RESUBMITTED' });
});

it('on Heron listed in another place alone: it was killed, and that one is another', async () => {
  const at = (environ: string, submitted: number): TopologyRef => ({
    ...topology,
    id: `local/ads/${environ}/wordcount@${submitted}`,
    place: { cluster: 'local', role: 'ads', environ },
  });
  expect(await after(() => [at('dev', 1)], at('prod', 1))).toMatchObject({ code: 'KILLED' });
  const again = [at('dev', 1), at('prod', 2)];
  expect(await after(() => again, at('prod', 1))).toMatchObject({
    code: 'RESUBMITTED',
    text: expect.stringContaining('as local/ads/prod/wordcount@2'),
  });
});

// The Storm UI answers as for a topology that is gone whenever it cannot read its configuration: what it still lists is not gone.
import { afterEach, expect, it } from 'vitest';
import { stormCluster } from '../../../src/clusters/index.js';
import { asTrimtabError } from '../../../src/errors/index.js';
import { httpServer, json, type Running } from '../../cli/broken-servers.js';

const servers: Running[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const topology = { id: 'words-1-1700000000', name: 'words', status: 'active', uptimeSeconds: 60 } as const;

/** The code with which a snapshot ends; `list` is the answer to what runs on the cluster. */
async function codeOf(list: { readonly status: number; readonly body: unknown }): Promise<string> {
  const server = await httpServer(({ url = '' }, response) => {
    if (url.includes('/topology/summary')) return json(response, list.body, list.status);
    const errorMessage = `java.lang.RuntimeException: Unable to fetch topo conf for topo id ${topology.id}`;
    return json(response, { error: '500 Server Error', errorMessage }, 500);
  });
  servers.push(server);
  const limits = { timeoutSeconds: 5, concurrency: 1, now: () => Date.now() };
  const cluster = stormCluster({ name: 'prod', url: server.url, ...limits });
  const thrown = await cluster
    .snapshot(topology, 'since-start', AbortSignal.timeout(20_000))
    .catch((error: unknown) => error);
  return asTrimtabError(thrown).code;
}

const listed = { ...topology, status: 'ACTIVE', workersTotal: 1, executorsTotal: 2, tasksTotal: 2 };

it.each([
  ['listed: the UI failed', { status: 200, body: { topologies: [listed] } }, 'TRIMTAB_E_ENGINE_FAILED'],
  ['not listed: gone', { status: 200, body: { topologies: [] } }, 'TRIMTAB_E_TOPOLOGY_GONE'],
  [
    'submitted again: gone',
    { status: 200, body: { topologies: [{ ...listed, id: 'words-2-1800000000' }] } },
    'TRIMTAB_E_TOPOLOGY_GONE',
  ],
  ['no list: nobody knows', { status: 500, body: { errorMessage: 'no' } }, 'TRIMTAB_E_ENGINE_FAILED'],
])('%s', async (_, list, code) => {
  expect(await codeOf(list)).toBe(code);
});

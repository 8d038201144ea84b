// Every recorded answer of a real 2.8.3 has the same shape here: no key missing, none more, the same types.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { shapeDifferences } from './shape.js';
import { wordCount } from './word-count.js';

const folder = fileURLToPath(new URL('../../../shared/fixtures/storm-2.8/', import.meta.url));
const present = existsSync(`${folder}manifest.json`);
interface Recorded {
  readonly file: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
}

/** Recorded while nothing had reported: what they lack in rows a steady answer has. */
const states = /^(afterwards|crashloop|first_heartbeat|just_rebalanced|rebalancing|saturated|submitted|tvl)_/;
/** Streams appear in these once they have carried a tuple. */
const maps = ['10800', '600', '86400', ':all-time'];

const recorded = present
  ? (JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as Recorded[]).filter(
      ({ file }) => !states.test(file),
    )
  : [];
const bodyOf = (file: string): unknown => JSON.parse(readFileSync(`${folder}${file}`, 'utf8'));

describe('recorded answers of Storm 2.8.3', () => {
  it('are there', (context) => {
    if (!present && process.env['CI'] !== 'true') {
      context.skip(`${folder} is not there: shapes are not compared`);
    }
    expect(recorded.length, `${folder} is not there`).toBeGreaterThan(25);
  });
});

describe.runIf(present)('shape of', () => {
  let storm: SimulatedStorm;
  let id: string;
  beforeAll(async () => {
    storm = await startSimulatedStorm({ scenario: wordCount(), speed: 0 });
    id = storm.world.topologies()[0]?.id ?? '';
  });
  afterAll(() => storm.stop());

  it.each(recorded)('$file', async ({ file, method, path, status, contentType }) => {
    const here = path
      .replace(/wc-1-\d+/, id)
      .replace(/supervisor\?.*/, 'supervisor?host=localhost')
      .replace('owner-resources/root', 'owner-resources/storm');
    const response = await fetch(`${storm.uiUrl}${here}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(shapeDifferences(bodyOf(file), await response.json(), { maps })).toEqual([]);
  });

  it.each(recorded.filter(({ status }) => status === 500))(
    '$file, and its first line',
    async ({ file, method, path }) => {
      const response = await fetch(`${storm.uiUrl}${path.replace(/wc-1-\d+/, id)}`, { method });
      const firstLine = (body: unknown): string =>
        ((body as { errorMessage: string }).errorMessage.split('\n')[0] ?? '').replace(/ \(java\.util.*/, '');
      expect(firstLine(await response.json())).toBe(firstLine(bodyOf(file)));
    },
  );

  it('a topology that has just been submitted, or crash-loops, or restarts', async () => {
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${storm.uiUrl}/api/v1${path}`)).json();
    const same = async (file: string, path: string): Promise<void> => {
      // An empty list says nothing about the shape of its rows; these topologies set other keys.
      const differences = shapeDifferences(bodyOf(file), await get(path), {
        maps: [...maps, 'componentNumTasks'],
      });
      expect(
        differences.filter((line) => !/empty instead|^\$\.configuration/.test(line)),
        file,
      ).toEqual([]);
    };
    storm.world.disturb('no-workers');
    await same('submitted_topology.json', `/topology/${id}`);
    await same('submitted_component_bolt.json', `/topology/${id}/component/split`);
    await same('submitted_component_spout.json', `/topology/${id}/component/lines`);
    await same('submitted_topology_summary.json', '/topology/summary');
    await same('submitted_topology_workers.json', `/topology-workers/${id}`);
    expect(await get(`/topology/${id}/visualization`)).toEqual({});
    storm.world.disturb('crash-loop');
    await same('crashloop_component_bolt.json', `/topology/${id}/component/split`);
    await same('crashloop_component_spout.json', `/topology/${id}/component/lines`);
    storm.world.disturb('none');
    storm.world.advance(1);
    await same('crashloop_topology.json', `/topology/${id}`);
    await same('crashloop_topology_summary.json', '/topology/summary');
  });
});

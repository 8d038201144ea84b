// Holds the double of the UI to the shapes of recorded answers of the real one: no key missing, none more, the same types.
import { expect, it } from 'vitest';
import { shapeDifferences } from '../../emulator/shape.js';
import { type Recorded, recordedAnswers, recordedBody, requireShared } from '../../shared.js';

const folder = 'storm-2.8';
/** Not served; settings, which are each cluster's own. */
const left = /^(owner_resources|cluster_configuration)/;
/** Recorded while nothing had reported, or of other topologies. */
const states = /^(afterwards|crashloop|first_heartbeat|just_rebalanced|rebalancing|saturated|submitted|tvl)_/;
/** Streams appear in these once they have carried a tuple. */
const maps = ['10800', '600', '86400', ':all-time'];

/** For a cluster whose only topology is lines → split → count, and has reported. */
export function uiShapes(uiUrl: () => string): void {
  requireShared('shapes of the double');
  const recorded = recordedAnswers(folder).filter(({ file }) => !left.test(file) && !states.test(file));
  it.runIf(recorded.length > 0)('answers in the shapes of recorded ones', async () => {
    const { topologies } = (await ask('GET', `${uiUrl()}/api/v1/topology/summary`)).body as {
      topologies: { id: string }[];
    };
    const id = encodeURIComponent(topologies[0]?.id ?? '');
    for (const one of recorded) {
      const path = one.path.replace(/wc-1-\d+/, id).replace(/supervisor\?.*/, 'supervisor?host=localhost');
      expect(differences(one, await ask(one.method, `${uiUrl()}${path}`)), one.file).toEqual([]);
    }
  });
}

interface Got {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

async function ask(method: string, url: string): Promise<Got> {
  const response = await fetch(url, { method });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: await response.json(),
  };
}

function differences({ file, status, contentType }: Recorded, got: Got): string[] {
  const same = { status: got.status, contentType: got.contentType };
  const line = JSON.stringify(same) === JSON.stringify({ status, contentType }) ? [] : [JSON.stringify(same)];
  const shape = shapeDifferences(JSON.parse(recordedBody(folder, file)), got.body, { maps });
  return [...line, ...shape.filter((difference) => !difference.startsWith('$.configuration'))];
}

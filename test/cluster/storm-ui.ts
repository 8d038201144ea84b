// Asks the UI's REST interface the few things the tests' own set-up needs to know.
import { z } from 'zod';
import type { Contact, TopologyEntry } from './contact.js';

const supervisors = z.object({ supervisors: z.array(z.object({ slotsTotal: z.number() })) });
const nimbuses = z.object({ nimbuses: z.array(z.object({ status: z.string() })) });
const topologies = z.object({
  topologies: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() })),
});
const topology = z.object({ spouts: z.array(z.object({ acked: z.number().nullable() })) });

export class StormUi implements Contact {
  constructor(private readonly url: string) {}

  async isReady(): Promise<boolean> {
    const { supervisors: found } = await this.get('supervisor/summary', supervisors);
    const { nimbuses: seen } = await this.get('nimbus/summary', nimbuses);
    return found.length > 0 && seen.some((nimbus) => nimbus.status === 'Leader');
  }

  async topology(name: string): Promise<TopologyEntry | undefined> {
    const { topologies: all } = await this.get('topology/summary', topologies);
    return all.find((entry) => entry.name === name);
  }

  async acked(id: string): Promise<number> {
    const { spouts } = await this.get(`topology/${encodeURIComponent(id)}`, topology);
    return spouts.reduce((sum, spout) => sum + (spout.acked ?? 0), 0);
  }

  async kill({ id }: TopologyEntry, waitSeconds: number): Promise<void> {
    const path = `topology/${encodeURIComponent(id)}/kill/${waitSeconds}`;
    const response = await fetch(`${this.url}/api/v1/${path}`, { method: 'POST' });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  }

  private async get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return shape.parse(await response.json());
  }
}

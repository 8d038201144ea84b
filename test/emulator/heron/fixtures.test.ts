// Every recorded answer of both Trackers has the same status and shape here: no key missing, none more, the same types.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import {
  type Recorded,
  recordedTracker,
  recordedTrackerBody,
  requireShared,
  sharedIsHere,
} from '../../shared.js';
import { shapeDifferences } from '../shape.js';
import { heronWordCount } from './word-count.js';

requireShared('recorded answers of Heron Trackers');

/** By decision: pages of the web and of the schema, and collections of garbage, which the simulator has not. */
const left = /^(openapi|root|health|post-method|query-rate-gc)\b/;
/** Recorded in other states than the steady one. */
const states = /^(after-update|outage|paused)-/;
/** With what the application throws. */
const thrown = /^exception(s|s-instance|summary)\.json$/;
const settings = /^config\.json$/;

interface Packed {
  readonly container_plans: readonly {
    readonly id: number;
    readonly required_resources: unknown;
    readonly instances: readonly { readonly instance_resources: unknown }[];
  }[];
}

/** Names that are one run's own become words, so that shapes compare: instances, containers, times. */
function leveled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(leveled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [level(key), leveled(own)]));
}

function level(key: string): string {
  return key
    .replace(/container_\d+_([a-z]+)_\d+/, 'container_$1')
    .replace(/^container_\d+$/, 'container')
    .replace(/^stmgr-\d+$/, 'stmgr')
    .replace(/^\d{9,}$/, 'time');
}

describe.skipIf(!sharedIsHere).each(['fastapi', 'tornado'] as const)(
  'shape of a Tracker (%s)',
  (generation) => {
    const answers = recordedTracker(generation).filter(({ file }) => !left.test(file));
    const steady = answers.filter(
      ({ file }) => !states.test(file) && !thrown.test(file) && !settings.test(file),
    );
    let heron: SimulatedHeron;
    beforeAll(async () => {
      heron = await startSimulatedHeron({ scenario: heronWordCount(), generation, speed: 0 });
      // A bucket has just begun, and nothing was exported yet: a mean of nothing.
      heron.world.advance(2);
    });
    afterAll(() => heron.stop());

    const timesOf = (path: string): number[] =>
      [...path.matchAll(/(?:start|end)time=(\d+)/g)].map(([, time]) => Number(time));
    const recordedAt = Math.max(...steady.flatMap(({ path }) => timesOf(path)));
    /** The same request for this run's times; instances are the same, for they are packed in the same way. */
    const here = (path: string): string => {
      const now = Math.floor(heron.world.nowMs() / 1000);
      return path.replace(
        /(start|end)time=(\d+)/g,
        (_, which: string, time: string) => `${which}time=${now - (recordedAt - Number(time))}`,
      );
    };
    const get = (path: string): Promise<Response> => fetch(`${heron.trackerUrl}${here(path)}`);
    const compare = async ({ file, path, status }: Recorded, maps = ['config']): Promise<string[]> => {
      const response = await get(path);
      expect({ file, status: response.status }).toEqual({ file, status });
      const recorded: unknown = JSON.parse(recordedTrackerBody(generation, file));
      return shapeDifferences(leveled(recorded), leveled(await response.json()), { maps });
    };

    it.each(steady)('$file', async (entry) => {
      expect(await compare(entry)).toEqual([]);
    });

    it('settings are text, and whole numbers where the newer one thinks so', async () => {
      const [entry] = answers.filter(({ file }) => settings.test(file));
      const body = (await (await get(entry?.path ?? '')).json()) as Record<string, unknown>;
      const all = generation === 'fastapi' ? body : (body['result'] as Record<string, unknown>);
      expect(all['topology.stmgrs']).toBe(generation === 'fastapi' ? 2 : '2');
      expect(all['topology.reliability.mode']).toBe('ATLEAST_ONCE');
    });

    it('containers have the same sizes, and share them out to their instances', async () => {
      const [entry] = answers.filter(({ file }) => file === 'packingplan.json');
      const sizes = (body: unknown): unknown => {
        const plan = (generation === 'fastapi' ? body : (body as { result: unknown }).result) as Packed;
        return plan.container_plans
          .map(({ id, instances, required_resources: whole }) => [
            id,
            whole,
            instances.map((one) => one.instance_resources),
          ])
          .sort(([a], [b]) => Number(a) - Number(b));
      };
      const recorded: unknown = JSON.parse(recordedTrackerBody(generation, 'packingplan.json'));
      expect(sizes(await (await get(entry?.path ?? '')).json())).toEqual(sizes(recorded));
    });

    it('failures say the same', async () => {
      const failed = steady.filter(
        ({ status, file }) => status >= 400 && !/unknown-path|bad-interval/.test(file),
      );
      for (const { file, path } of failed) {
        const [real, simulated] = [
          JSON.parse(recordedTrackerBody(generation, file)),
          await (await get(path)).json(),
        ];
        const said = (body: unknown): unknown =>
          typeof body === 'string' ? body : ((body as Record<string, unknown>)['message'] ?? body);
        expect({ file, said: said(simulated) }).toEqual({ file, said: said(real) });
      }
    });

    it('exceptions, once something was thrown', async () => {
      heron.world.disturb('crash-loop');
      heron.world.disturb('none');
      heron.world.advance(400);
      for (const entry of answers.filter(({ file }) => thrown.test(file))) {
        expect({ file: entry.file, differences: await compare(entry) }).toEqual({
          file: entry.file,
          differences: [],
        });
      }
    });

    it('while an update is under way, right after it, and two minutes later', async () => {
      heron.world.disturb('restart');
      heron.world.advance(1);
      const check = async (pattern: RegExp): Promise<void> => {
        for (const entry of answers.filter(({ file }) => pattern.test(file))) {
          const differences = await compare(entry);
          // Parallelism is what was submitted, in what goes on; here nothing of the plan changed.
          expect({ file: entry.file, differences }).toEqual({ file: entry.file, differences: [] });
        }
      };
      await check(/^outage-(?!metrics-up)/);
      while (!(await isUp())) heron.world.advance(1);
      await check(/^after-update-(?!2min|\w*plan)/);
      await check(/^after-update-\w+plan/);
      heron.world.advance(140);
      await check(/^after-update-2min/);
    });

    it('while it is paused', async () => {
      heron.world.deactivate(heron.world.topologies()[0]?.id ?? '');
      for (const entry of answers.filter(({ file }) => /^paused/.test(file))) {
        expect(await compare(entry)).toEqual([]);
      }
    });

    async function isUp(): Promise<boolean> {
      const path =
        '/topologies/metrics?cluster=local&environ=default&topology=WordCount&component=count&metricname=x';
      return (await get(path)).status === 200;
    }
  },
);

// What was set while a Heron topology ran, as the Tracker tells it, and what is advised of it.
import { describe, expect, it } from 'vitest';
import { adviceBeside, heronRunningAdvice } from '../../../src/agent/advice/heron.js';
import { heronCluster, type Snapshot } from '../../../src/clusters/index.js';
import { startSimulatedHeron } from '../../../src/emulator/index.js';
import { engineWindow, evaluate } from '../../../src/metrics/index.js';
import { faultProxy } from '../../clusters/heron/fault-proxy.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';

const { signal } = new AbortController();
const target = {
  name: 'WordCount',
  place: { cluster: 'local', role: 'heron', environ: 'default' },
  apiUrl: null,
};
const plan = [
  { kind: 'rebalance-assignment', waitSeconds: 0, workers: null, executors: { count: 4 } },
] as const;
const rate = 'topology.component.output.bps';

interface Told {
  /** Of the whole topology. */
  readonly config?: Record<string, unknown>;
  /** By name: what its entry of the physical plan has beside what was submitted. */
  readonly components?: Record<string, unknown>;
}

/** A look at a Tracker that tells more than what was submitted. */
async function look({ config = {}, components = {} }: Told): Promise<Snapshot> {
  const heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  const proxy = await faultProxy(heron.trackerUrl);
  proxy.answered = (text) =>
    text.includes('"physical_plan"')
      ? JSON.stringify(
          JSON.parse(text, (key, value: Record<string, object>) =>
            key === 'physical_plan'
              ? {
                  ...value,
                  config: { ...value['config'], ...config },
                  components: { ...value['components'], ...components },
                }
              : value,
          ),
        )
      : text;
  try {
    const now = () => heron.world.nowMs();
    const cluster = heronCluster({ name: 'h', url: proxy.url, timeoutSeconds: 5, concurrency: 4, now });
    const [topology] = await cluster.topologies(signal);
    if (topology === undefined) throw new Error('no topology');
    return await cluster.snapshot(topology, 'engine-10min', signal);
  } finally {
    await proxy.stop();
    await heron.stop();
  }
}

function lost(snapshot: Snapshot, apiUrl: string | null = null) {
  return adviceBeside(plan, snapshot, { ...target, apiUrl }, []).filter(
    ({ needs }) => needs === 'runtime-config',
  );
}

describe('beside an update', () => {
  it('is said what was set of the whole topology, which the update takes off', async () => {
    expect(lost(await look({ config: { [`${rate}:runtime`]: '5000' } }))).toMatchObject([
      {
        knob: rate,
        from: 5000,
        commands: [`heron update local/heron/default WordCount --runtime-config ${rate}:5000`],
      },
    ]);
  });

  it('is said what was set of a component, with its name', async () => {
    const components = { word: { config: { [`${rate}:runtime`]: '5000', [rate]: '7000' } } };
    const snapshot = await look({ components });
    expect(lost(snapshot)).toMatchObject([
      {
        knob: rate,
        from: 5000,
        text: `The update takes off what was set while the topology ran: ${rate} of word = 5000. Set it again afterwards:`,
        commands: [`heron update local/heron/default WordCount --runtime-config word:${rate}:5000`],
      },
    ]);
    expect(lost(snapshot, 'http://master-1:9000')[0]?.commands).toEqual([
      expect.stringContaining(`runtime-config=word%3A${rate}%3A5000`),
    ]);
  });

  it('is said of a component whose name the command cannot say, without a command', async () => {
    const components = { 'a:b': { config: { [`${rate}:runtime`]: '5000' } } };
    expect(lost(await look({ components }))).toMatchObject([
      { knob: rate, from: 5000, commands: [], text: expect.stringMatching(/Set it again afterwards\.$/) },
    ]);
  });

  it('is said of a value that the command would take for something else, without a command', async () => {
    expect(lost(await look({ config: { 'policy:runtime': 'a:b' } }))).toMatchObject([
      {
        knob: 'policy',
        commands: [],
        text: expect.stringMatching(/policy = a:b\. Set it again afterwards\.$/),
      },
    ]);
  });

  it.each([
    ['nothing', null],
    ['text', 'no mapping'],
    ['no configuration', {}],
    ['a list', { config: [`${rate}:runtime`] }],
    ['a value of Java', { config: { [`${rate}:runtime`]: { value: 'ac', raw: 'ac' } } }],
  ])('a component of which the Tracker tells %s hides no other', async (_, strange) => {
    const word = { config: { [`${rate}:runtime`]: 5000 } };
    expect(lost(await look({ components: { split: strange, word } }))).toHaveLength(1);
  });
});

describe('the advice to limit what spouts emit', () => {
  const limited = async (told: Told) => {
    const snapshot = await look(told);
    const held = {
      ...evaluate(engineWindow(snapshot)),
      acking: false,
      backpressureShare: 0.5,
      bottleneck: 'split',
    };
    return heronRunningAdvice(held, snapshot, target).find(({ knob }) => knob === rate)?.from;
  };

  it('says which limit the spouts have', async () => {
    expect(await limited({ components: { word: { config: { [`${rate}:runtime`]: '5000' } } } })).toBe(5000);
    expect(await limited({ config: { [`${rate}:runtime`]: '4000' } })).toBe(4000);
  });

  it('says none where it is of another component', async () => {
    expect(await limited({ components: { split: { config: { [`${rate}:runtime`]: '5000' } } } })).toBeNull();
  });
});

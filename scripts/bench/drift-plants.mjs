// Changes of application, cluster and load that are planted into simulated scenarios.

/** Something must be seen of it: by this factor at least. */
const least = 1.25;

const bolts = ({ topology }) => Object.entries(topology.components).filter(([, c]) => c.kind === 'bolt');
const work = ({ cpuMicros = 0, waitMicros = 0 }) => cpuMicros + waitMicros;

/** Each gives the event, or null where the application has nothing to plant it in. */
export const driftPlants = {
  'cost of one bolt': {
    kind: 'application',
    plant: (scenario, random) => {
      const [name, bolt] = pick(bolts(scenario), random);
      const factor = pick([0.5, 0.7, 1.5, 2, 3], random);
      if (bolts(scenario).length < 2 || work(bolt) < 20) return null;
      const set = {
        [`${name}.cpuMicros`]: (bolt.cpuMicros ?? 0) * factor,
        [`${name}.waitMicros`]: (bolt.waitMicros ?? 0) * factor,
      };
      return { events: [{ set }], shows: [['cost', name]] };
    },
  },
  selectivity: {
    kind: 'application',
    plant: (scenario, random) => {
      const inner = scenario.topology.streams.filter(({ from }) => bolts(scenario).some(([n]) => n === from));
      if (inner.length === 0) return null;
      const { from, to, tuplesPerInput = 1 } = pick(inner, random);
      const set = { [`${from}->${to}.tuplesPerInput`]: tuplesPerInput * pick([0.5, 0.7, 1.5, 2], random) };
      return {
        events: [{ set }],
        shows: [
          ['selectivity', from],
          ['share', to],
        ],
      };
    },
  },
  skew: {
    kind: 'application',
    plant: (scenario, random) => {
      const inputs = (to) => scenario.topology.streams.filter((one) => one.to === to).length;
      const keyed = scenario.topology.streams.filter(
        ({ to, grouping, hotShare = 0 }) =>
          inputs(to) === 1 &&
          grouping === 'fields' &&
          scenario.topology.components[to].executors >= 3 &&
          hotShare < 0.2,
      );
      if (keyed.length === 0) return null;
      const { from, to } = pick(keyed, random);
      return { events: [{ set: { [`${from}->${to}.hotShare`]: 0.7 } }], shows: [['skew', to]] };
    },
  },
  'slower nodes': {
    kind: 'cluster',
    plant: (scenario, random) => {
      const factor = pick([0.4, 0.6], random);
      const all = bolts(scenario);
      const seen = all.filter(
        ([, b]) => ((b.cpuMicros ?? 0) / factor + (b.waitMicros ?? 0)) / work(b) >= least,
      );
      if (all.length < 2 || seen.length < Math.max(2, 0.75 * all.length)) return null;
      const { nodes } = scenario.cluster;
      return {
        events: nodes.map(({ name }) => ({ fault: 'slow-node', node: name, factor, minutes: 1e6 })),
        shows: all.map(([name]) => ['cost', name]),
      };
    },
  },
  /** Four times, or a quarter of, what a day has shown; nothing of it is seen where a bottleneck hides the source. */
  load: {
    kind: 'workload',
    atMinute: 26 * 60,
    plant: ({ load }, random) => {
      const factor = random.uniform() < 0.5 ? 4 : 0.25;
      const steps = (peakPerSecond) => [
        { atMinute: 0, perSecond: 0.15 * peakPerSecond },
        { atMinute: 26 * 60, perSecond: 0.15 * factor * peakPerSecond },
      ];
      return {
        load: Object.fromEntries(
          Object.entries(load).map(([name, { peakPerSecond }]) => [
            name,
            { kind: 'step', steps: steps(peakPerSecond) },
          ]),
        ),
      };
    },
  },
};

function pick(list, random) {
  return list[random.integer(list.length)];
}

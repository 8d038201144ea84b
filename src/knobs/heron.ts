// Heron's names for the knobs, and what a change of each takes; docs/reference/knobs.md has them as a table.
import { componentOf, executorsKnob } from './space.js';
import type { KnobName } from './types.js';

const parallelism = 'parallelism.';
const containers = 'containers';

/** How far one update goes, as Heron's own health manager bounds its steps (ScaleUpResolver: one and at most four times as many more). */
export const mostTimesAsMany = 5;

/** Decisions are made in the names that both engines share; Heron's own are spoken to the operator. */
export function heronName(knob: KnobName): KnobName {
  const component = componentOf(knob);
  if (component !== undefined) return `${parallelism}${component}`;
  return knob === 'workers' ? containers : knob;
}

/** The other way round; a name that Heron shares stays. */
export function fromHeronName(knob: KnobName): KnobName {
  if (knob.startsWith(parallelism)) return executorsKnob(knob.slice(parallelism.length));
  return knob === containers ? 'workers' : knob;
}

export function isHeronKnob(name: string): boolean {
  return name === containers || (name.startsWith(parallelism) && name.length > parallelism.length);
}

export interface HeronKnob {
  readonly name: KnobName;
  /** `heron update` changes it while the topology runs; else it takes a new submission, and Trimtab advises at most. */
  readonly live: boolean;
  readonly unit: string;
  readonly default: number | string | null;
  /** How it is given at submission. */
  readonly submit: string;
  readonly meaning: string;
}

/** For Heron's own keys, and for topology.stmgrs, which alone is taken over into the topology. */
const property = (key: string): string => `--config-property ${key}=VALUE`;
const inProgram = "in the program's Config, or its ECO file (config)";

export const heronKnobs: readonly HeronKnob[] = [
  {
    name: `${parallelism}<component>`,
    live: true,
    unit: 'instances',
    default: 1,
    submit: 'in the topology or its ECO file (parallelism)',
    meaning:
      'Processes of a spout or bolt, each of them one task. An update restarts the stream managers of all containers and moves most instances.',
  },
  {
    name: containers,
    live: true,
    unit: 'containers',
    default: 1,
    submit: property('topology.stmgrs'),
    meaning:
      'Containers with instances, each with a stream manager. RoundRobinPacking also changes their number by itself: it keeps as many instances in each as at submission.',
  },
  {
    name: 'topology.max.spout.pending',
    live: false,
    unit: 'tuples per spout instance',
    default: 100,
    submit: inProgram,
    meaning: 'Tuples of one spout instance that may be in flight; counts with acknowledgements only.',
  },
  {
    name: 'topology.reliability.mode',
    live: false,
    unit: 'ATMOST_ONCE, ATLEAST_ONCE or EFFECTIVELY_ONCE',
    default: 'ATMOST_ONCE',
    submit: inProgram,
    meaning:
      'Only with ATLEAST_ONCE are tuples acknowledged one by one: complete latency is known, and max spout pending limits what is in flight.',
  },
  {
    name: 'topology.container.ram',
    live: false,
    unit: 'bytes',
    default: null,
    submit: inProgram,
    meaning:
      'Memory of a container. The heap of an instance is its share less 192 MB, and an update leaves it.',
  },
  {
    name: 'topology.component.output.bps',
    live: false,
    unit: 'bytes/s',
    default: -1,
    submit: inProgram,
    meaning:
      'What all instances of a component may emit together; -1 is no limit. The one setting that also holds while the topology runs, by `heron update --runtime-config COMPONENT:KEY:VALUE` in direct mode or by the topology manager itself; an API server answers that it is done, and does nothing. An update takes it off.',
  },
  {
    name: 'heron.streammgr.network.backpressure.highwatermark.mb',
    live: false,
    unit: 'MB',
    default: 100,
    submit: property('heron.streammgr.network.backpressure.highwatermark.mb'),
    meaning: 'Outstanding on one connection when a stream manager begins to hold the spouts back.',
  },
  {
    name: 'heron.instance.internal.bolt.read.queue.capacity',
    live: false,
    unit: 'messages',
    default: 128,
    submit: property('heron.instance.internal.bolt.read.queue.capacity'),
    meaning: 'Read queue of a bolt instance.',
  },
  {
    name: 'heron.class.repacking.algorithm',
    live: false,
    unit: 'class',
    default: 'org.apache.heron.packing.roundrobin.RoundRobinPacking',
    submit: property('heron.class.repacking.algorithm'),
    meaning:
      'How an update places instances. ResourceCompliantRRPacking keeps nearly all where they are (11 of 12 where RoundRobinPacking kept 2 of 9), but cannot set a number of containers.',
  },
];

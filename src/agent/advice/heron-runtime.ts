// What a Heron topology can be told while it runs, and what of that an update takes off again.
import { type Advice, type HeronTarget, isSayable, runtimeCommand } from '../../change/index.js';
import type { RuntimeSetting, Snapshot } from '../../clusters/index.js';
import type { Evaluation } from '../../metrics/index.js';

/** The one setting that stream managers read again while they run (topology-config-helper.cpp:595). */
export const outputRate = 'topology.component.output.bps';
/** Share of the time that spouts are held back. */
const heldBack = 0.05;

/**
 * Without a limit of pending tuples the buffers before a full bolt fill up. Bytes are what Heron limits, and what no answer of the Tracker
 * tells, so that the number is left to the operator.
 */
export function outputRateAdvice(
  { backpressureShare, bottleneck, acking }: Evaluation,
  { components, manager, setAtRuntime = [] }: Snapshot,
  target: HeronTarget,
): Advice[] {
  const share = backpressureShare ?? 0;
  const spouts = components.filter(({ kind, name }) => kind === 'spout' && isSayable(name));
  if (acking || share < heldBack || bottleneck === null || spouts.length === 0) return [];
  return [
    {
      knob: outputRate,
      from: rateOf(
        spouts.map(({ name }) => name),
        setAtRuntime,
      ),
      to: true,
      needs: 'runtime-config',
      text:
        `Stream managers hold the spouts back ${Math.round(100 * share)} % of the time, and the buffers before ${bottleneck} are full of tuples that wait. ` +
        `Until it has more instances, a limit a little below what is carried keeps them short: bytes a second of all instances of a spout together, ` +
        `which the Tracker does not tell. It holds at once, without a restart; -1 takes it off, and so does the next update.`,
      commands: spouts.flatMap(({ name }) =>
        runtimeCommand(target, manager ?? null, `${name}:${outputRate}:BYTES_PER_SECOND`),
      ),
    },
  ];
}

/** The limit that all of them have; null where one has none, or they differ. */
function rateOf(components: readonly string[], settings: readonly RuntimeSetting[]): number | null {
  const rates = settings.filter(({ key }) => key === outputRate);
  const limits = components.map((name) => {
    const own = rates.find(({ component }) => component === name);
    return (own ?? rates.find(({ component }) => component === null))?.value ?? null;
  });
  const [first] = limits;
  return typeof first === 'number' && limits.every((limit) => limit === first) ? first : null;
}

/** An update builds the physical plan from what was submitted, and what was set since is gone (tmanager.cpp: MakePhysicalPlan). */
export function lostAdvice({ manager, setAtRuntime = [] }: Snapshot, target: HeronTarget): Advice[] {
  return setAtRuntime.map(({ component, key, value }): Advice => {
    const whose = component === null ? '' : ` of ${component}`;
    const setting = [...(component === null ? [] : [component]), key, String(value)];
    // What the command cannot say would be read as something else.
    const commands = setting.every(isSayable)
      ? runtimeCommand(target, manager ?? null, setting.join(':'))
      : [];
    return {
      knob: key,
      from: typeof value === 'number' ? value : null,
      to: true,
      needs: 'runtime-config',
      text: `The update takes off what was set while the topology ran: ${key}${whose} = ${String(value)}. Set it again afterwards${commands.length === 0 ? '.' : ':'}`,
      commands,
    };
  });
}

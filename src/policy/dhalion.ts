// Dhalion, as the health manager of Heron has it: more instances for the one component that holds the spouts back.
import { type Changes, executorsKnob } from '../knobs/index.js';
import type { ComponentEvaluation } from '../metrics/index.js';
import type { Answer, Policy, Situation } from './types.js';

/** ms/s that count as none (BackPressureDetector: noiseFilterMillis). */
const noise = 20;
/** ProcessingRateSkewDetector: the busiest instance against the idlest; here against the mean, which is what is measured. */
const skewRatio = 1.5;
/** ScaleUpResolver: as many more at most, for each instance there is. */
const mostMore = 4;
/** dynamic-resource-allocation: DynamicResourceAllocationPolicy.conf_post_action_wait_interval_min, which is milliseconds. */
const pauseSeconds = 180;

/**
 * DynamicResourceAllocationPolicy of Heron 0.20.5 (healthmgr; Floratou et al., PVLDB 10(12), 2017): with bp the time a second in which
 * buffers towards the component hold the spouts back, r = min(4, bp/(1000 − bp)) with bp at most 999, and p' = ceil(p (1 + r)). Bolts only,
 * one component for each action, never fewer; where more than one holds them back its diagnosers throw, and nothing is done. Wait queues
 * are filtered out by Heron's default sinks, so a skewed rate alone is neither of its three diagnoses. Numbers of the last five minutes.
 */
function decide({ evaluation, past }: Situation, coolDownSeconds: number): Answer {
  const since = past.lastChange?.secondsAgo ?? Number.POSITIVE_INFINITY;
  if (since < coolDownSeconds) {
    return hold(
      'COOL_DOWN',
      `its last action was ${Math.round(since)} s ago, and it waits ${coolDownSeconds} s`,
    );
  }
  const pressing = evaluation.components.filter((c) => (c.backpressureMsPerSecond ?? 0) > noise);
  const [one, ...others] = pressing;
  if (one === undefined) return hold('NO_BACK_PRESSURE', 'no bolt holds the spouts back');
  if (others.length > 0) {
    const names = pressing.map(({ name }) => name).join(', ');
    return hold(
      'SEVERAL_COMPONENTS',
      `more than one component holds the spouts back (${names}): its diagnosers throw`,
    );
  }
  if ((one.skew ?? 1) > skewRatio) {
    return hold('SKEW', `${one.name} is skewed, which it only logs`);
  }
  const target = scaledUp(one);
  const text = `${one.name} holds the spouts back ${Math.round(one.backpressureMsPerSecond ?? 0)} ms/s: ${one.executors} → ${target}`;
  return { kind: 'propose', changes: { [executorsKnob(one.name)]: target } as Changes, text };
}

/** ScaleUpResolver.computeScaleUpFactor */
function scaledUp({ executors, backpressureMsPerSecond }: ComponentEvaluation): number {
  const pressed = Math.min(999, backpressureMsPerSecond ?? 0);
  return Math.ceil(executors * (1 + Math.min(mostMore, pressed / (1000 - pressed))));
}

function hold(code: string, text: string): Answer {
  return { kind: 'hold', code, text };
}

export const dhalion: Policy = {
  name: 'dhalion',
  about:
    'more instances for the one bolt that holds the spouts back, 180 s apart (Heron’s health manager, as intended)',
  decide: (situation) => decide(situation, pauseSeconds),
};

/** Its policy overrides what would note the time of an action, so neither its interval nor its pause is kept (HealthPolicyImpl.java:171). */
export const dhalionAsCoded: Policy = {
  name: 'dhalion-as-coded',
  about: 'the same without its pause, which a fault in Heron’s health manager leaves out',
  decide: (situation) => decide(situation, 0),
};

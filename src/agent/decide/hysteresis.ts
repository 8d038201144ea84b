// The options of `guards` as the rules take them.
import type { TopologyConfig } from '../../config/index.js';
import type { EvidenceInput } from '../../decision/index.js';

export function hysteresisOf(
  guards: TopologyConfig['guards'],
): Pick<EvidenceInput, 'hysteresis' | 'horizonSeconds'> {
  const { minGain, minGainDown, downAfter, reversal, horizon } = guards;
  return {
    hysteresis: { minGain, minGainDown, downAfterSeconds: downAfter, reversalSeconds: reversal },
    horizonSeconds: horizon,
  };
}

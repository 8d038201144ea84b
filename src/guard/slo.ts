// SLO: nothing is tried whose pessimistic prediction breaks a service level objective that holds now.
import { slosAtRisk } from '../outlook/index.js';
import type { Rule } from './types.js';

export const slo: Rule = {
  name: 'slo',
  check: ({ outlook }) => {
    const broken = outlook === null ? [] : slosAtRisk(outlook);
    const now = outlook?.brokenSlos.now ?? [];
    if (broken.length === 0) {
      const text = now.length > 0 ? `${now.join(' and ')} is broken already` : 'no SLO that holds is at risk';
      return { answer: { guard: 'slo', answer: 'pass', code: 'SLO_SAFE', margin: null, text } };
    }
    const why =
      outlook?.growth != null && broken.includes('completeLatencyMs')
        ? 'what is left may not carry the load, and with no limit on what is in flight the queue would grow for as long as it lasts'
        : 'at the bad end of its range';
    const text = `${broken.join(' and ')} holds now, and might not after the change (${why})`;
    return { answer: { guard: 'slo', answer: 'veto', code: 'SLO_AT_RISK', margin: null, text } };
  },
};

// What a learned policy answers where a function of the site says what is good: it has learned what the weighted parts are worth.
import type { Answer } from './types.js';

export const otherObjective: Answer = {
  kind: 'unsure',
  code: 'OTHER_OBJECTIVE',
  text: 'objective.module says what is good here, and networks have learned weighted parts only',
};

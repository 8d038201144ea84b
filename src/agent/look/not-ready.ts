// An expected outcome: why there is nothing to decide on yet.
import type { NotReady, NotReadyCode } from '../../metrics/index.js';

export function notReady(code: NotReadyCode, text: string): NotReady {
  return { kind: 'not-ready', code, text };
}

// Nimbus and the supervisors as processes: whether they run, and when the supervisors look for new configurations.
import type { Random } from '../util/index.js';
import type { Settings } from './scenario-schema.js';
import { blobPollSeconds, supervisorTimeoutSeconds } from './timings.js';

/** Outages hit all supervisors together, and all of them look in the same second. */
export interface Daemons {
  nimbusUp: boolean;
  /** World seconds; until = Infinity where nobody starts them again. */
  supervisorOutage: { readonly sinceSeconds: number; readonly untilSeconds: number } | null;
  readonly pollEverySeconds: number;
  readonly pollPhaseSeconds: number;
}

/** @param settings of the daemons */
export function startDaemons(settings: Settings, random: Random): Daemons {
  const configured = settings['supervisor.localizer.update.blob.interval.secs'];
  const every = typeof configured === 'number' ? configured : blobPollSeconds;
  return {
    nimbusUp: true,
    supervisorOutage: null,
    pollEverySeconds: every,
    pollPhaseSeconds: random.integer(every),
  };
}

export function supervisorsRun({ supervisorOutage }: Daemons, nowSeconds: number): boolean {
  return supervisorOutage === null || nowSeconds >= supervisorOutage.untilSeconds;
}

/** Nimbus takes a supervisor for alive until it has been silent for a while. */
export function supervisorsAreListed(daemons: Daemons, nowSeconds: number): boolean {
  const { supervisorOutage: outage } = daemons;
  if (outage === null || supervisorsRun(daemons, nowSeconds)) return true;
  return nowSeconds < outage.sinceSeconds + supervisorTimeoutSeconds;
}

export function supervisorsPoll(
  { pollEverySeconds, pollPhaseSeconds }: Daemons,
  nowSeconds: number,
): boolean {
  return nowSeconds % pollEverySeconds === pollPhaseSeconds;
}

/** Tells listeners each time Nimbus has gone or come back; `tell` is called after whatever may have changed that. */
export function nimbusWatch(daemons: Daemons): {
  listen(listener: (isUp: boolean) => void): void;
  tell(): void;
} {
  const listeners: ((isUp: boolean) => void)[] = [];
  let wasUp = daemons.nimbusUp;
  return {
    listen: (listener) => {
      listeners.push(listener);
    },
    tell: () => {
      if (daemons.nimbusUp === wasUp) return;
      wasUp = daemons.nimbusUp;
      for (const listener of listeners) listener(wasUp);
    },
  };
}

// What has been made of a signal, or listens to it, and was left there: on one that lives as long as an agent it grows.
import { getEventListeners } from 'node:events';

/** The second is Node's own list of what AbortSignal.any has made of it: no other way leads to it. */
export function leftInSignal(signal: AbortSignal): { readonly listeners: number; readonly made: number } {
  const symbol = Object.getOwnPropertySymbols(signal).find((one) =>
    String(one).includes('kDependantSignals'),
  );
  const made = symbol === undefined ? undefined : (Reflect.get(signal, symbol) as Set<unknown> | undefined);
  return { listeners: getEventListeners(signal, 'abort').length, made: made?.size ?? 0 };
}

export const nothingLeft = { listeners: 0, made: 0 };

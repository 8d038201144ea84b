// What lies between an agent and a simulated Heron in tests: proxies that can be spoilt, and a `heron` command.
import type { HeronOptions } from '../../src/clusters/index.js';
import type { SimulatedHeron } from '../../src/emulator/index.js';
import { type FakeHeron, fakeHeron } from '../clusters/heron/fake-heron.js';
import { type FaultProxy, faultProxy } from '../clusters/heron/fault-proxy.js';

export interface Between {
  readonly api: FaultProxy;
  readonly tracker: FaultProxy;
  readonly command: FakeHeron;
  stop(): Promise<void>;
}

export async function between({ apiUrl, trackerUrl }: SimulatedHeron): Promise<Between> {
  const [api, tracker, command] = [await faultProxy(apiUrl), await faultProxy(trackerUrl), fakeHeron(apiUrl)];
  return {
    api,
    tracker,
    command,
    stop: async () => {
      await Promise.all([api.stop(), tracker.stop()]);
      command.remove();
    },
  };
}

/** Addresses for the adapter, by the way that updates go. */
export function ways({ api, tracker, command }: Between, by: 'api' | 'command'): Pick<HeronOptions, 'url'> {
  const way = by === 'command' ? { heronCommand: command.path } : { api: api.url };
  return { url: tracker.url, ...way };
}

// The simulated cluster of a demo, of either engine: its addresses, and how the agent is configured for it.
import { heronText } from '../../agent/index.js';
import { startSimulatedHeron, startSimulatedStorm } from '../../emulator/index.js';
import { topWordsDay, type World } from '../../simulator/index.js';

/** A simulated cluster under the load of a day, with what the configuration and the heading say of it. */
export interface SimulatedForDemo {
  readonly world: World;
  /** Such as "Storm 2.8.3". */
  readonly what: string;
  /** Of its servers, a line each. */
  readonly addresses: readonly (readonly [name: string, address: string])[];
  /** Of an entry of `clusters`. */
  readonly entry: Readonly<Record<string, string>>;
  /** Puts a text into the words of the engine. */
  words(text: string): string;
  stop(): Promise<void>;
}

/** @param port of what is read: the Storm UI, or the Tracker; 0 = a free one */
export async function startForDemo(
  engine: 'storm' | 'heron',
  speed: number,
  port: number,
): Promise<SimulatedForDemo> {
  const scenario = topWordsDay();
  if (engine === 'storm') {
    const storm = await startSimulatedStorm({ scenario, speed, uiPort: port });
    return {
      ...storm,
      what: 'Storm 2.8.3',
      addresses: [
        ['Storm UI', `${storm.uiUrl}/api/v1/topology/summary`],
        ['Nimbus', storm.nimbusAddress],
      ],
      entry: { ui: storm.uiUrl },
      words: (text) => text,
    };
  }
  const heron = await startSimulatedHeron({ scenario, speed, trackerPort: port });
  return {
    ...heron,
    what: 'Heron 0.20.5',
    addresses: [
      ['Tracker', `${heron.trackerUrl}/topologies`],
      ['API server', `${heron.apiUrl}/api/v1/version`],
    ],
    words: (text) => heronText(text),
    entry: { engine: 'heron', tracker: heron.trackerUrl, api: heron.apiUrl },
  };
}

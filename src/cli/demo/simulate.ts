// trimtab simulate: the simulated cluster alone, speaking the engine's real protocols on loopback.
import { once } from 'node:events';
import { Command, Option } from 'commander';
import { startSimulatedHeron, startSimulatedStorm, type TrackerGeneration } from '../../emulator/index.js';
import { TrimtabError } from '../../errors/index.js';
import { loadScenario } from '../../simulator/index.js';

/** Beyond it one core does not keep up with the simulation. */
const greatestSpeed = 1000;

interface Options {
  readonly engine: string;
  readonly generation?: TrackerGeneration;
  readonly scenario?: string;
  readonly speed: string;
  readonly seed?: string;
  readonly uiPort?: string;
  readonly nimbusPort?: string;
  readonly trackerPort?: string;
  readonly apiPort?: string;
  readonly prometheusPort?: string;
}

/** @param signal aborted when the process is asked to end */
export function simulateCommand(signal: AbortSignal): Command {
  return new Command('simulate')
    .description(
      'run a simulated cluster on loopback, with the real protocols of the engine, until interrupted',
    )
    .requiredOption('--engine <name>', 'storm or heron')
    .option(
      '--scenario <file>',
      'scenario file, or the name of one that is shipped, such as g06-flapping (default: the built-in top-words)',
    )
    .option('--speed <number>', 'how many times faster than real time it runs', '1')
    .option('--seed <number>', "seed of all randomness (default: the scenario's, 1 for the built-in)")
    .option('--ui-port <number>', 'port of the Storm UI (default: 0 = a free one)')
    .option('--nimbus-port <number>', 'port of the Nimbus (Thrift; default: 0 = a free one)')
    .addOption(
      new Option(
        '--generation <name>',
        'of the Heron Tracker: tornado, up to 0.20.4, or fastapi, from 0.20.5 on (default: fastapi)',
      ).choices(['tornado', 'fastapi']),
    )
    .option('--tracker-port <number>', 'port of the Heron Tracker (default: 0 = a free one)')
    .option('--api-port <number>', 'port of the Heron API server (default: 0 = a free one)')
    .option(
      '--prometheus-port <number>',
      'port of a Prometheus that scrapes the simulated Heron (default: 0 = a free one)',
    )
    .action((options: Options) => simulate(options, signal));
}

/** What answers, as the one line says it. */
interface Addresses {
  readonly ui: string | null;
  readonly nimbus: string | null;
  readonly tracker: string | null;
  readonly api: string | null;
  readonly prometheus: string | null;
}

interface Running {
  readonly addresses: Addresses;
  stop(): Promise<void>;
}

/** Runs until it is asked to end, and then leaves nothing behind that would keep the process alive. */
async function simulate(options: Options, signal: AbortSignal): Promise<void> {
  const start = starterOf(options);
  const speed = toSpeed('--speed', options.speed);
  const seed =
    options.seed === undefined
      ? {}
      : { seed: toNumber('--seed', options.seed, 'a whole number', (value) => Number.isSafeInteger(value)) };
  const scenario = options.scenario === undefined ? {} : { scenario: await loadScenario(options.scenario) };
  const { addresses, stop } = await start({ ...scenario, ...seed, speed });
  console.log(JSON.stringify({ ready: true, ...addresses, speed }));
  if (!signal.aborted) await once(signal, 'abort');
  await stop();
}

type Common = Pick<NonNullable<Parameters<typeof startSimulatedStorm>[0]>, 'scenario' | 'seed' | 'speed'>;

/** @throws TrimtabError TRIMTAB_E_ENGINE for an unknown one, TRIMTAB_E_USAGE for what belongs to the other one */
function starterOf(options: Options): (common: Common) => Promise<Running> {
  const { engine, generation } = options;
  if (engine === 'storm') {
    const { trackerPort, apiPort, prometheusPort } = options;
    refuseForeign(engine, {
      '--generation': generation,
      '--tracker-port': trackerPort,
      '--api-port': apiPort,
      '--prometheus-port': prometheusPort,
    });
    const uiPort = toPort('--ui-port', options.uiPort ?? '0');
    const nimbusPort = toPort('--nimbus-port', options.nimbusPort ?? '0');
    return async (common) => {
      const {
        uiUrl: ui,
        nimbusAddress: nimbus,
        stop,
      } = await startSimulatedStorm({ ...common, uiPort, nimbusPort });
      return { addresses: { ui, nimbus, tracker: null, api: null, prometheus: null }, stop };
    };
  }
  if (engine === 'heron') {
    refuseForeign(engine, { '--ui-port': options.uiPort, '--nimbus-port': options.nimbusPort });
    const trackerPort = toPort('--tracker-port', options.trackerPort ?? '0');
    const apiPort = toPort('--api-port', options.apiPort ?? '0');
    const prometheusPort = toPort('--prometheus-port', options.prometheusPort ?? '0');
    return async (common) => {
      const own = generation === undefined ? {} : { generation };
      const ports = { trackerPort, apiPort, prometheusPort };
      const {
        trackerUrl: tracker,
        apiUrl: api,
        prometheusUrl: prometheus,
        stop,
      } = await startSimulatedHeron({ ...common, ...own, ...ports });
      return { addresses: { ui: null, nimbus: null, tracker, api, prometheus }, stop };
    };
  }
  throw new TrimtabError('TRIMTAB_E_ENGINE', `There is no simulated ${engine} cluster.`, {
    next: 'Use --engine storm or --engine heron.',
  });
}

function refuseForeign(engine: string, foreign: Readonly<Record<string, string | undefined>>): void {
  const given = Object.entries(foreign).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  throw new TrimtabError('TRIMTAB_E_USAGE', `${given[0]} is not for --engine ${engine}.`);
}

function toNumber(
  option: string,
  text: string,
  expected: string,
  isValid: (value: number) => boolean,
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && isValid(value)) return value;
  throw new TrimtabError('TRIMTAB_E_USAGE', `${option} is ${JSON.stringify(text)}; expected ${expected}.`);
}

/** @throws TrimtabError TRIMTAB_E_USAGE for more than one core can simulate */
export function toSpeed(option: string, text: string): number {
  const isSpeed = (value: number): boolean => value > 0 && value <= greatestSpeed;
  return toNumber(option, text, `a number above 0, at most ${greatestSpeed}`, isSpeed);
}

/** @throws TrimtabError TRIMTAB_E_USAGE */
export function toPort(option: string, text: string): number {
  const isPort = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 65_535;
  return toNumber(option, text, 'a port, 0 to 65535', isPort);
}

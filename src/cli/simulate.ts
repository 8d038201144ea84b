// trimtab simulate: the simulated cluster alone, speaking the engine's real protocols on loopback.
import { once } from 'node:events';
import { Command } from 'commander';
import { startSimulatedStorm } from '../emulator/index.js';
import { TrimtabError } from '../errors/index.js';
import { loadScenario } from '../simulator/index.js';

/** Beyond it one core does not keep up with the simulation. */
const greatestSpeed = 1000;

interface Options {
  readonly engine: string;
  readonly scenario?: string;
  readonly speed: string;
  readonly seed?: string;
  readonly uiPort: string;
  readonly nimbusPort: string;
}

/** @param signal aborted when the process is asked to end */
export function simulateCommand(signal: AbortSignal): Command {
  return new Command('simulate')
    .description(
      'run a simulated cluster on loopback, with the real protocols of the engine, until interrupted',
    )
    .requiredOption('--engine <name>', 'storm')
    .option(
      '--scenario <file>',
      'scenario file, or the name of one that is shipped, such as g06-flapping (default: the built-in top-words)',
    )
    .option('--speed <number>', 'how many times faster than real time it runs', '1')
    .option('--seed <number>', "seed of all randomness (default: the scenario's, 1 for the built-in)")
    .option('--ui-port <number>', 'port of the Storm UI; 0 = a free one', '0')
    .option('--nimbus-port <number>', 'port of the Nimbus (Thrift); 0 = a free one', '0')
    .action((options: Options) => simulate(options, signal));
}

/** Runs until it is asked to end, and then leaves nothing behind that would keep the process alive. */
async function simulate(options: Options, signal: AbortSignal): Promise<void> {
  checkEngine(options.engine);
  const speed = toSpeed('--speed', options.speed);
  const uiPort = toPort('--ui-port', options.uiPort);
  const nimbusPort = toPort('--nimbus-port', options.nimbusPort);
  const seed =
    options.seed === undefined
      ? {}
      : { seed: toNumber('--seed', options.seed, 'a whole number', (value) => Number.isSafeInteger(value)) };
  const scenario = options.scenario === undefined ? {} : { scenario: await loadScenario(options.scenario) };
  const storm = await startSimulatedStorm({ ...scenario, ...seed, speed, uiPort, nimbusPort });
  const ready = {
    ready: true,
    ui: storm.uiUrl,
    nimbus: storm.nimbusAddress,
    tracker: null,
    api: null,
    speed,
  };
  console.log(JSON.stringify(ready));
  if (!signal.aborted) await once(signal, 'abort');
  await storm.stop();
}

function checkEngine(engine: string): void {
  if (engine === 'storm') return;
  throw new TrimtabError('TRIMTAB_E_ENGINE', `There is no simulated ${engine} cluster in this release.`, {
    next: 'Use --engine storm.',
  });
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

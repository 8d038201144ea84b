// The options that several commands take.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { usualFiles } from '../../config/index.js';

export interface ClusterOptions {
  readonly config?: string;
  readonly ui?: string;
  readonly nimbus?: string;
  readonly tracker?: string;
  readonly cluster?: string;
  readonly timeScale?: number;
  readonly stateDir?: string;
  readonly model?: string;
  readonly output: 'text' | 'json';
}

/** Adds --config, --ui, --nimbus, --tracker, --cluster, --time-scale and --output. */
export function withClusterOptions(command: Command): Command {
  return command
    .addOption(configOption())
    .option('--ui <url>', 'base URL of the Storm UI; enough without a configuration file')
    .option(
      '--nimbus <addresses>',
      'HOST:PORT of Nimbus, several with commas; instead of --ui where there is no Storm UI',
    )
    .option('--tracker <url>', 'base URL of the Heron Tracker; enough without a configuration file')
    .option(
      '--cluster <name>',
      'the cluster of the configuration, where it has several',
      aName('leave --cluster out'),
    )
    .option('--time-scale <n>', 'the cluster’s clock runs n times faster (simulated clusters)', timeScale)
    .addOption(outputOption());
}

export function configOption(): Option {
  const usual = usualFiles.map((name) => (name.startsWith('/') ? name : `./${name}`));
  return new Option(
    '--config <file>',
    `configuration file (default: ${['$TRIMTAB_CONFIG', ...usual].join(', ')})`,
  ).argParser(aName('leave --config out for the default'));
}

export function outputOption(): Option {
  return new Option('--output <format>', 'text for people, json for scripts')
    .choices(['text', 'json'])
    .default('text');
}

function timeScale(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0.001 && value <= 10_000) return value;
  throw new InvalidArgumentError('Expected a number from 0.001 to 10000.');
}

/** Seconds as a bare number: the option says the unit. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a number of seconds such as 150, without unit.');
}

/**
 * For commander: a name, and not the empty one of a script's variable that is not set, which would stand for nothing.
 * @param otherwise what to do where none is meant
 */
export function aName(otherwise: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new InvalidArgumentError(`An empty name; ${otherwise}.`);
  };
}

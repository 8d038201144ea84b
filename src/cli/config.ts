// trimtab config: validates the configuration, prints its JSON schema, or prints the values that hold and where they come from.
import { Command } from 'commander';
import { refuseUnreadableModules } from '../agent/index.js';
import {
  configJsonSchema,
  effectiveValues,
  formatPath,
  type LoadedConfig,
  leaves,
  loadConfig,
  noticesOf,
  type Origin,
} from '../config/index.js';
import { shownJson } from '../util/index.js';
import { choosePolicies } from './shared/choose-policies.js';
import { knownKnobs } from './shared/known-knobs.js';
import { configOption, outputOption } from './shared/options.js';

interface Options {
  readonly config?: string;
  readonly output?: 'text' | 'json';
}

export function configCommand(): Command {
  const command = new Command('config').description('validates, describes and prints the configuration');
  command
    .command('check')
    .description(
      'validates the configuration file; names much of what in it does nothing, or not what it seems to',
    )
    .addOption(configOption())
    .addOption(outputOption())
    .action(async (options: Options) => {
      const loaded = load(options);
      await refuseUnusable(loaded);
      print(check(loaded, options));
    });
  command
    .command('schema')
    .description('prints the JSON schema of the configuration file, for editors and other tools')
    // As everywhere; it is JSON either way.
    .addOption(outputOption())
    .action(() => {
      print(json(configJsonSchema()));
    });
  command
    .command('show')
    .description('prints the values that hold and where each comes from')
    .addOption(configOption())
    .addOption(outputOption())
    .action((options: Options) => {
      print(show(load(options), options));
    });
  return command;
}

function load({ config }: Options): LoadedConfig {
  return loadConfig({ file: config, env: process.env, cwd: process.cwd() });
}

/** What keeps the agent from starting although every option is allowed. */
async function refuseUnusable({ config }: LoadedConfig): Promise<void> {
  await refuseUnreadableModules(config);
  await choosePolicies(config.agent);
}

function check(loaded: LoadedConfig, { output }: Options): string {
  const notices = noticesOf(loaded, knownKnobs);
  const file = loaded.file?.name ?? null;
  if (output === 'json') return json({ schema: 'trimtab/config-check/v1', file, valid: true, notices });
  const verdict = file === null ? 'no configuration file: the defaults hold' : `${file}: valid`;
  return [verdict, ...notices.map(({ place, path, text }) => `${place}: ${path}: ${text}`), ''].join('\n');
}

function show({ config, file, origins }: LoadedConfig, { output }: Options): string {
  const values = effectiveValues(config);
  if (output === 'json')
    return json({
      schema: 'trimtab/config/v1',
      file: file?.path ?? null,
      values,
      origins: Object.fromEntries(origins),
    });
  const rows = leaves(values).map(([path, value]) => {
    const name = formatPath(path);
    return { name, value: valueText(value), origin: originText(origins.get(name), file?.name) };
  });
  const nameWidth = Math.max(...rows.map((row) => row.name.length));
  // A few very long values must not push all origins out of sight.
  const valueWidth = Math.min(40, Math.max(...rows.map((row) => row.value.length)));
  return rows
    .map(
      ({ name, value, origin }) => `${name.padEnd(nameWidth)} = ${value.padEnd(valueWidth)}   (${origin})\n`,
    )
    .join('');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function originText(origin: Origin | undefined, file: string | undefined): string {
  switch (origin?.kind) {
    case 'file':
      return `${file}:${origin.line}`;
    case 'environment':
      return `$${origin.variable}`;
    case 'command line':
      return 'command line';
    case 'default':
    case undefined:
      return 'default';
  }
}

function json(value: unknown): string {
  return `${shownJson(value)}\n`;
}

function print(text: string): void {
  process.stdout.write(text);
}

// Writes the pages of docs/reference/ from the built code, or with --check says which of them are stale.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const folder = new URL('docs/reference/', root);
const generated = 'Generated from the code by "npm run docs": do not edit.';

const { optionRows, configJsonSchema } = await built('config/index.js');
const { catalogue } = await built('errors/index.js');
const metrics = await built('metrics/index.js');
const knobs = await built('knobs/index.js');
const policy = await built('policy/index.js');
const training = await built('training/index.js');
const cli = await built('cli/program.js');

const overridesNote =
  'Each entry has `match` and any of the options of `topologies.defaults`. What an entry leaves out stays as it is without the entry. ' +
  'A preset, given as `objective: NAME` or as `objective.preset`, starts the weights anew; SLOs, prices and the reference stay.';

/** Every page by name; undefined where the code that it is made from is not there. */
const pages = {
  'configuration.md': optionRows && configurationPage(optionRows()),
  'config.schema.json': configJsonSchema && schemaPage(configJsonSchema()),
  'errors.md': catalogue && errorsPage(catalogue),
  'metrics.md': metrics.metricCatalogue && metricsPage(metrics.metricCatalogue),
  'knobs.md': knobs.knobCatalogue && knobsPage(knobs.knobCatalogue, knobs.heronKnobs),
  'features.md': policy.stateFeatures && featuresPage(policy),
  'training.md': training.specRows && trainingPage(training.specRows()),
  'commands.md': cli.program && commandsPage(await cli.program()),
};

if (process.argv.includes('--check')) check();
else write();

function write() {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(pages)) {
    if (text !== undefined) writeFileSync(new URL(name, folder), text);
    else rmSync(new URL(name, folder), { force: true });
  }
}

function check() {
  const stale = Object.entries(pages).filter(([name, text]) => onDisk(name) !== text);
  for (const [name] of stale) console.error(`docs/reference/${name} is stale: run npm run docs`);
  if (stale.length > 0) process.exitCode = 1;
}

function onDisk(name) {
  const file = new URL(name, folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A module of the build; an empty one, with a word about it, where it has not been built. */
async function built(path) {
  const file = new URL(`dist/${path}`, root);
  if (existsSync(file)) return import(file.href);
  console.error(`dist/${path} is missing: its page is left out`);
  return {};
}

function schemaPage(schema) {
  return `${JSON.stringify({ $comment: generated, ...schema }, null, 2)}\n`;
}

function configurationPage(rows) {
  const shown = rows.filter(
    (row) => !row.path.startsWith('topologies.overrides[].') || row.path.includes('[].match'),
  );
  const sections = [
    ['At the top level', (path) => !/[.[]/.test(path)],
    ['`clusters[]`', (path) => path.startsWith('clusters[].')],
    ['`agent`', (path) => path.startsWith('agent.')],
    ['`topologies`', (path) => /^topologies\.\w+$/.test(path)],
    ['`topologies.defaults`', (path) => path.startsWith('topologies.defaults.')],
    ['`topologies.overrides[]`', (path) => path.startsWith('topologies.overrides[].')],
  ];
  return page('Configuration', [
    'Trimtab reads one YAML file: `--config FILE`, else `$TRIMTAB_CONFIG`, else `./trimtab.yaml`, else',
    '`/etc/trimtab/trimtab.yaml`. Without a file the defaults hold, and `--ui URL` names the cluster.',
    '',
    '- Durations are text with a unit: `ms`, `s`, `m`, `h` or `d`. They are cluster time, except `clusters[].timeout`.',
    '- Relative paths start at the directory of the configuration file. The default of `stateDir`, and paths given on the',
    '  command line, start at the working directory.',
    '- Names are exact; only `match` knows `*`.',
    '- An option that is unknown or misspelt is an error, so that nothing is ignored silently.',
    '',
    '`trimtab config check` validates a file and names what this release does not use, `trimtab config show` prints the',
    'values that hold and where each comes from, `trimtab config schema` prints the [JSON schema](config.schema.json).',
    ...sections.flatMap(([title, belongs]) => [
      '',
      `## ${title}`,
      ...(title.includes('overrides') ? ['', overridesNote] : []),
      '',
      ...table(
        ['Option', 'Type', 'Default', 'Meaning', 'Used by'],
        shown.filter((row) => belongs(row.path)).map(optionCells),
      ),
    ]),
    '',
    '## Example',
    '',
    'The file `storm-conf/trimtab.yaml`:',
    '',
    '```yaml',
    readFileSync(new URL('storm-conf/trimtab.yaml', root), 'utf8').trimEnd(),
    '```',
  ]);
}

function optionCells(row) {
  const example = row.example === undefined ? '' : ` Example: ${code(row.example)}`;
  return [
    `\`${row.path}\``,
    row.type,
    row.required ? 'required' : defaultCell(row),
    `${row.description}${example}`,
    row.usedBy.join(', '),
  ];
}

function defaultCell(row) {
  const empty = row.default === undefined || (row.section && JSON.stringify(row.default) === '{}');
  return empty ? '–' : code(row.default);
}

function errorsPage(entries) {
  return page('Errors', [
    'Every failure ends with one of these codes. With `--output json` it is `error.code` of the document on stdout; `trimtab doctor`',
    'has no `error`: there it is `code` of each finding that has one.',
    '',
    ...table(
      ['Code', 'Exit code', 'Meaning', 'What to do'],
      Object.entries(entries).map(([name, entry]) => [`\`${name}\``, entry.exit, entry.meaning, entry.next]),
    ),
  ]);
}

function featuresPage({ stateFeatures, candidateFeatures }) {
  const rows = (features) => features.map(({ name, group, about }) => [`\`${name}\``, group, about]);
  return page('Features', [
    'What the learned policy `dqn` is shown of a decision. None has a unit: ratios are logarithms, cut off at eight times, so that what is',
    'learned on one application holds for others. A network is shown all of them for each candidate and scores it; it never learns which',
    'component is which, and does not care how many there are.',
    '',
    '## Of the topology',
    '',
    ...table(['Feature', 'Group', 'What it is, and why'], rows(stateFeatures)),
    '',
    '## Of a candidate',
    '',
    'All 0 for hold.',
    '',
    ...table(['Feature', 'Group', 'What it is, and why'], rows(candidateFeatures)),
  ]);
}

function metricsPage(entries) {
  return page('Metrics', [
    'Every number that Trimtab computes on a window. What is unknown is `null`, never a made-up number.',
    '',
    ...recordTable(entries, ['name', 'scope', 'unit', 'range', 'meaning', 'source']),
  ]);
}

function knobsPage(entries, ofHeron) {
  return page('Knobs', [
    'Everything that a policy may turn or a configuration may bound. Advice about CPU requests and unfavoured nodes is in',
    '[Reading a suggestion](../guide/suggestion.md), that about reporters in [Queues](../guide/queues.md). `Live`: the generations on which a running topology can be changed;',
    'elsewhere the topology must be submitted again. `Default` is that of the engine.',
    '',
    ...recordTable(entries, [
      'name',
      'engine',
      'generations',
      'scope',
      'unit',
      'ladder',
      'min',
      'max',
      'values',
      'default',
      'restarts',
      'live',
      'meaning',
    ]),
    '',
    '## Heron',
    '',
    'In Heron’s own names, which its configuration and its suggestions use. `Live`: `heron update` changes it while the topology runs. Of the others',
    'Trimtab advises at most, with what a new submission takes.',
    '',
    ...recordTable(ofHeron, ['name', 'live', 'unit', 'default', 'submit', 'meaning']),
  ]);
}

function trainingPage(rows) {
  return page('Training spec', [
    'What `trimtab train --spec FILE` reads, YAML or JSON. What is left out has its default; an unknown field is an error.',
    'The [guide](../guide/training.md) says what a training does.',
    '',
    ...table(
      ['Field', 'Default', 'Meaning'],
      rows.map((row) => [`\`${row.name}\``, code(row.default), row.meaning]),
    ),
  ]);
}

/** A table of records: the named fields first, those that no record has left out, then any others. */
function recordTable(records, order) {
  const present = new Set(records.flatMap((record) => Object.keys(record)));
  const fields = [
    ...order.filter((field) => present.has(field)),
    ...[...present].filter((f) => !order.includes(f)),
  ];
  const cell = (field, value) => (field === 'name' ? `\`${value}\`` : plain(value));
  return table(
    fields.map((field) => field.charAt(0).toUpperCase() + field.slice(1)),
    records.map((record) => fields.map((field) => cell(field, record[field]))),
  );
}

function plain(value) {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(plain).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? code(value) : String(value);
}

function commandsPage(program) {
  return page('Commands', [program.description(), '', ...commandParts(program, program.name(), 2)]);
}

function commandParts(command, path, level) {
  const visible = command.commands.filter((sub) => !sub._hidden && sub.name() !== 'help');
  const words = command.registeredArguments.map(argumentText);
  const options = command.options.filter((option) => !option.hidden);
  const usage = [path, options.length > 0 && '[options]', ...words, visible.length > 0 && '[command]'];
  const isRoot = command.parent === null;
  return [
    `${'#'.repeat(level)} \`${path}\``,
    ...(isRoot || !command.description() ? [] : ['', command.description()]),
    '',
    '```',
    usage.filter(Boolean).join(' '),
    '```',
    ...section(
      ['Argument', 'Meaning'],
      command.registeredArguments.map((a) => [`\`${a.name()}\``, a.description]),
    ),
    ...section(['Option', 'Default', 'Meaning'], options.map(cliOptionCells)),
    ...visible.flatMap((sub) => ['', ...commandParts(sub, `${path} ${sub.name()}`, Math.min(level + 1, 4))]),
  ];
}

function argumentText(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function cliOptionCells(option) {
  const fallback = option.defaultValueDescription ?? option.defaultValue;
  const choices = option.argChoices ? `. One of ${option.argChoices.map((c) => `\`${c}\``).join(', ')}` : '';
  const variable = option.envVar ? `. Environment: \`${option.envVar}\`` : '';
  const missing = fallback === undefined || fallback === false;
  return [
    `\`${option.flags}\``,
    option.mandatory && missing ? 'required' : missing ? '–' : code(fallback),
    `${option.description}${choices}${variable}`,
  ];
}

function section(headings, rows) {
  return rows.length === 0 ? [] : ['', ...table(headings, rows)];
}

function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function table(headings, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}

function page(title, lines) {
  return `${[`<!-- ${generated} -->`, `# ${title}`, '', ...lines].join('\n')}\n`;
}

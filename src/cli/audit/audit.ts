// trimtab audit: verifies, lists, shows, replays and exports the journal. It only reads, and needs no cluster.
import { Command, InvalidArgumentError, Option } from 'commander';
import { DecisionStore, isCalled, lastingName, refuseAmbiguous, replayDecision } from '../../agent/index.js';
import {
  type JournalFilter,
  type JournalKind,
  type JournalLine,
  type JournalTopology,
  journalFolder,
  journalKinds,
  readJournal,
  readTexts,
  refuseEmpty,
  verifyJournal,
} from '../../audit/index.js';
import type { LoadedConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { counted } from '../../util/index.js';
import { withDamageTold } from '../shared/damage-told.js';
import { moment } from '../shared/moment.js';
import { aName, configOption, outputOption } from '../shared/options.js';
import { commandLogger, printJson } from '../shared/output.js';
import { printAll, printJsonList } from '../shared/print.js';
import { existingStateDirectory, locateState } from '../shared/state-directory.js';
import { type ExportFormat, exportFormats, exportLines } from './export.js';
import { recordedPolicies } from './recorded-policies.js';
import { replayText } from './replay-text.js';
import { listedLine, recordsText, verificationText } from './text.js';

interface Options {
  readonly config?: string;
  readonly stateDir?: string;
  readonly output?: 'text' | 'json';
}

interface FilterOptions extends Options {
  readonly topology?: string;
  readonly cluster?: string;
  readonly kind?: JournalKind;
  readonly id?: string;
  readonly since?: number;
  readonly until?: number;
  readonly last?: number;
}

interface ExportOptions extends FilterOptions {
  readonly format: ExportFormat;
}

interface ReplayOptions extends Options {
  readonly model?: string;
}

export function auditCommand(): Command {
  const command = new Command('audit').description(
    'verifies, lists, shows, replays and exports the journal: every decision, and what became of it',
  );
  withSource(command.command('verify'))
    .description('checks every line of the journal, the chain through them, and its end; 5 when damaged')
    .option('--head <hash>', 'the hash of a line, kept elsewhere: that line must still be there', hash)
    .addOption(outputOption())
    .action(verify);
  withFilter(withSource(command.command('list')))
    .description('prints a line for each record')
    .addOption(outputOption())
    .action((options: FilterOptions) => reading(options, (source) => list(source, options)));
  withSource(command.command('show'))
    .description('prints all records of a decision')
    .argument('<id-or-seq>', 'the id of the decision or how it begins, or the number of one of its records')
    .addOption(outputOption())
    .action((wanted: string, options: Options) =>
      reading(options, (source) => show(source, wanted, options)),
    );
  withSource(command.command('replay'))
    .description('makes a recorded decision again from its recorded inputs; 1 when it is not the same')
    .argument('<id>', 'the id of the decision, or how it begins')
    .option(
      '--model <dir>',
      'the model of dqn, where it lies elsewhere now; its SHA-256 must be the recorded one',
    )
    .addOption(outputOption())
    .action((wanted: string, options: ReplayOptions) =>
      reading(options, (source, loaded) => replay(source, wanted, options, loaded)),
    );
  withFilter(withSource(command.command('export')))
    .description('writes records to stdout: jsonl as they lie in the journal, csv for spreadsheets')
    .addOption(new Option('--format <format>', 'form of the records').choices(exportFormats).default('jsonl'))
    .addOption(outputOption())
    .action((options: ExportOptions) => reading(options, (source) => exportRecords(source, options)));
  return command;
}

function withSource(command: Command): Command {
  return command
    .addOption(configOption())
    .option('--state-dir <dir>', 'where the journal is (default: stateDir, ./var, ./var/demo)');
}

function withFilter(command: Command): Command {
  return command
    .option(
      '--topology <name>',
      'records about that topology; on Heron, where several have the name: role/environ/name',
      aName('leave --topology out for all'),
    )
    .option('--cluster <name>', 'records about that cluster', aName('leave --cluster out for all'))
    .addOption(new Option('--kind <kind>', 'records of that kind').choices(journalKinds))
    .option('--id <id>', 'records of decisions whose id begins so')
    .option(
      '--since <when>',
      'records from then on: 2h (before now) or an ISO time (UTC without zone)',
      moment,
    )
    .option('--until <when>', 'records up to then, written alike', moment)
    .option('--last <n>', 'the last n of them', count);
}

function hash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Expected the 64 hexadecimal digits of a hash.');
}

function count(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1.');
}

async function verify(options: Options & { readonly head?: string }): Promise<void> {
  const { directory } = locate(options);
  const verification = await verifyJournal(directory, { head: options.head });
  const folder = journalFolder(directory);
  if (options.output === 'json') {
    printJson({ schema: 'trimtab/audit-verify/v1', folder, ...verification });
  } else {
    process.stdout.write(verificationText(folder, verification));
  }
  if (!verification.valid) {
    process.exitCode = new TrimtabError('TRIMTAB_E_JOURNAL_DAMAGED', 'the journal is damaged').exitCode;
  }
}

/** The journal of a state directory, and who is told which of its files are read. */
type Source = { readonly directory: string } & Required<Pick<JournalFilter, 'onFile'>>;

/** Reads without checking: that what is read may be false is told beside it. */
async function reading(
  options: Options,
  read: (source: Source, loaded: LoadedConfig | null) => Promise<void>,
): Promise<void> {
  const { directory, loaded } = locate(options);
  await refuseEmpty(directory);
  const log = commandLogger(options.output ?? 'text');
  await withDamageTold(directory, log, (onFile) => read({ directory, onFile }, loaded));
}

async function list(source: Source, options: FilterOptions): Promise<void> {
  const lines = readJournal(source.directory, await filterOf(options, source));
  if (options.output === 'json') return await printJsonList('trimtab/audit-list/v1', 'records', lines);
  const printed = await printAll(lines, listedLine);
  if (printed === 0) commandLogger('text').info('no record fits');
}

async function show(source: Source, wanted: string, options: Options): Promise<void> {
  const records = await recordsOf(source, wanted);
  const id = records[0]?.id ?? null;
  if (options.output === 'json') printJson({ schema: 'trimtab/audit-show/v1', id, records });
  else process.stdout.write(recordsText(records));
}

async function exportRecords(source: Source, options: ExportOptions): Promise<void> {
  if (options.output === 'json' && options.format === 'csv')
    throw new TrimtabError('TRIMTAB_E_USAGE', '--output json and --format csv are two forms', {
      next: 'Leave one of them out: --output json is --format jsonl.',
    });
  const { header, form } = exportLines(options.format);
  await printAll(readTexts(source.directory, await filterOf(options, source)), form, header);
}

async function replay(
  source: Source,
  wanted: string,
  options: ReplayOptions,
  loaded: LoadedConfig | null,
): Promise<void> {
  const line = (await recordsOf(source, wanted)).find(({ kind }) => kind === 'decided');
  if (line === undefined) {
    throw new TrimtabError(
      'TRIMTAB_E_RECORD_UNKNOWN',
      `the journal has no decision ${JSON.stringify(wanted)}`,
    );
  }
  const folder = options.model ?? loaded?.config.agent.model;
  const folders = folder === undefined ? [] : [folder];
  const replayed = await replayDecision(line, new DecisionStore(source.directory), recordedPolicies(folders));
  const { topology, at } = line;
  if (options.output === 'json') {
    printJson({ schema: 'trimtab/audit-replay/v1', topology, at, ...replayed });
  } else process.stdout.write(replayText(line, replayed));
  if (replayed.identical) return;
  const text = `${replayed.id} comes out otherwise in ${counted(replayed.differences.length, 'place')}`;
  const error = new TrimtabError('TRIMTAB_E_REPLAY_DIFFERS', text);
  if (options.output === 'json') process.exitCode = error.exitCode;
  else throw error;
}

function locate(options: Options): { directory: string; loaded: LoadedConfig | null } {
  const log = commandLogger(options.output ?? 'text');
  const { loaded, stateDir } = locateState(options, log);
  return { loaded, directory: loaded === null ? stateDir : existingStateDirectory(loaded, log) };
}

/** @throws TrimtabError TRIMTAB_E_TOPOLOGY_AMBIGUOUS for a name that several topologies of one cluster have, by the files that are read */
async function filterOf(
  { kind, topology, cluster, id, since, until, last }: FilterOptions,
  { directory, onFile }: Source,
): Promise<JournalFilter> {
  const filter = { kinds: kind && [kind], cluster, id, since, until, last, onFile };
  if (topology === undefined) return filter;
  const names = new Map<string, Set<string>>();
  const isTopology = (one: JournalTopology): boolean => {
    const lasting = lastingName(one);
    if (!isCalled(lasting, topology)) return false;
    if (cluster === undefined || one.cluster === cluster)
      names.set(one.cluster, (names.get(one.cluster) ?? new Set()).add(lasting));
    return true;
  };
  const own = { ...filter, isTopology };
  // Once to the end before anything is printed.
  const lines = readJournal(directory, own);
  while ((await lines.next()).done !== true);
  for (const all of names.values()) refuseAmbiguous(topology, all);
  return own;
}

/** All records of one decision; of a record that belongs to none, itself. */
async function recordsOf(source: Source, wanted: string): Promise<readonly JournalLine[]> {
  const record = /^\d+$/.test(wanted) ? await recordNumbered(source, Number(wanted)) : null;
  if (record !== null && record.id === null) return [record];
  if (record === null && /^\d{1,7}$/.test(wanted))
    throw new TrimtabError('TRIMTAB_E_RECORD_UNKNOWN', `the journal has no record ${wanted}`);
  const id = record?.id ?? wanted;
  const ids = new Set<string>();
  const found: JournalLine[] = [];
  for await (const line of readJournal(source.directory, { id, onFile: source.onFile })) {
    if (line.id === null) continue;
    ids.add(line.id);
    // Of several none is meant, and those of a day are too many to be kept.
    if (line.id === id || ids.size === 1) found.push(line);
  }
  const exact = found.filter((line) => line.id === id);
  if (exact.length > 0) return exact;
  if (ids.size === 1) return found;
  if (ids.size === 0) {
    const what = /^\d+$/.test(wanted) ? 'no record has the number, and no decision' : 'no decision has';
    throw new TrimtabError('TRIMTAB_E_RECORD_UNKNOWN', `${what} the id ${JSON.stringify(id)}`);
  }
  const few = `${[...ids].slice(0, 5).join(', ')}${ids.size > 5 ? ', …' : ''}`;
  throw new TrimtabError('TRIMTAB_E_USAGE', `${ids.size} ids begin with ${id}: ${few}`, {
    next: 'Give the whole id.',
  });
}

/** null where no record has the number: ids begin with the eight digits of their day, too. */
async function recordNumbered({ directory, onFile }: Source, seq: number): Promise<JournalLine | null> {
  for await (const line of readJournal(directory, { from: seq, onFile })) {
    if (line.seq === seq) return line;
    // Retention has removed it.
    if (line.seq > seq) return null;
  }
  return null;
}

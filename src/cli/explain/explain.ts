// trimtab explain: why a decision was taken, what it rests on, and what would turn it round. It only reads, and needs no cluster.
import { Command, InvalidArgumentError } from 'commander';
import { DecisionStore, placedName, recordedCase, type SavedDecision, type Who } from '../../agent/index.js';
import { loadConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { type Case, explain, refuseImpossible } from '../../explain/index.js';
import { type Changes, heronName } from '../../knobs/index.js';
import type { LearnedPolicy, Policy } from '../../policy/index.js';
import { recordedPolicies } from '../audit/recorded-policies.js';
import { loadFor } from '../shared/configuration.js';
import { withDamageTold } from '../shared/damage-told.js';
import { aName, configOption, outputOption } from '../shared/options.js';
import { commandLogger, printJson } from '../shared/output.js';
import { existingStateDirectory, hasDecisions } from '../shared/state-directory.js';
import { findDecision } from './find.js';
import { askedInSharedWords, inHeronWords } from './heron-words.js';
import { otherDecisions } from './past.js';
import { explanationText } from './text.js';

interface Options {
  readonly config?: string;
  readonly stateDir?: string;
  readonly last?: boolean;
  readonly cluster?: string;
  readonly topology?: string;
  readonly whatIf?: Changes;
  readonly past?: boolean;
  readonly model?: string;
  readonly out?: string;
  readonly output: 'text' | 'json';
}

export function explainCommand(): Command {
  return new Command('explain')
    .description('why a decision was taken: its worth, its causes, the guards, and what would turn it round')
    .argument('[id]', 'the id of a decision in the journal or of a suggestion, or how it begins')
    .option('--last', 'the last decision')
    .option(
      '--cluster <name>',
      'with --last: the last one on that cluster',
      aName('leave --cluster out for any'),
    )
    .option(
      '--topology <name>',
      'with --last: the last one about that topology',
      aName('leave --topology out for any'),
    )
    .option(
      '--what-if <knob=value...>',
      'why not this configuration, such as executors.split=4 (Heron: parallelism.split=4): its worth, and the guard that would stop it; several together are one configuration',
      knobValue,
    )
    .option(
      '--past',
      'compares with the other decisions about the topology: the nearest ones, states in which the change is worth most and least, a map on the page',
    )
    .option(
      '--model <dir>',
      'the model of dqn, or the rules of tree, where it lies elsewhere now; its SHA-256 must be the recorded one',
    )
    .option('--out <file>', 'writes a page with figures as well, which needs nothing else')
    .addOption(configOption())
    .option('--state-dir <dir>', 'where the decisions are (default: stateDir, ./var, ./var/demo)')
    .addOption(outputOption())
    .action(run);
}

function knobValue(text: string, before: Changes = {}): Changes {
  // The name of a component may have spaces, and a sign of equality.
  const [, knob, value] = /^(\S.*)=(\d+(?:\.\d+)?)$/s.exec(text) ?? [];
  if (knob === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected a knob and a number, such as executors.split=4.');
  }
  if (Object.hasOwn(before, knob)) throw new InvalidArgumentError(`${knob} is given twice.`);
  return { ...before, [knob]: Number(value) };
}

async function run(id: string | undefined, options: Options): Promise<void> {
  if ((id === undefined) === (options.last !== true)) {
    throw new TrimtabError('TRIMTAB_E_USAGE', 'explain takes the id of a decision, or --last');
  }
  const loaded = loadConfig({
    file: options.config,
    env: process.env,
    cwd: process.cwd(),
    overrides: { stateDir: options.stateDir },
  });
  const log = commandLogger(options.output);
  const directory = existingStateDirectory(loaded, log, hasDecisions);
  await withDamageTold(directory, log, (onFile) => explainIn({ directory, onFile }, id ?? null, options));
}

/** @param source with who is told of each file of the journal that is read */
async function explainIn(
  { directory, onFile }: { readonly directory: string; readonly onFile: (firstSeq: number) => void },
  id: string | null,
  options: Options,
): Promise<void> {
  const found = await findDecision(directory, id, options, onFile);
  const { model, tree } = loadFor(options).config.agent;
  const folders = [options.model, model, tree].flatMap((one) => one ?? []);
  const made = await caseOf(found, new DecisionStore(directory), recordedPolicies(folders));
  // What cannot be made again has nothing but what was written down, which is in Heron's words already.
  const names =
    typeof made === 'string' ? [] : made.deliberating.evaluation.components.map(({ name }) => name);
  const isHeron = typeof made !== 'string' && made.deliberating.engine === 'heron';
  const asked = options.whatIf ?? null;
  const whatIf = asked !== null && isHeron ? askedInSharedWords(asked) : asked;
  refuseImpossible(
    whatIf ?? {},
    typeof made === 'string' ? null : made.deliberating,
    isHeron ? heronName : undefined,
  );
  const { reasons, cluster, topology, ...facts } = found;
  const about = { cluster, name: placedName(topology) };
  const past = options.past === true ? await otherDecisions(directory, found, onFile) : null;
  const told = explain({ ...facts, topology: about, answers: reasons }, made, {
    whatIf,
    earlier: past?.decisions ?? null,
    earlierLeftOut: past?.leftOut ?? 0,
  });
  const explanation = isHeron ? inHeronWords(told, names) : told;
  if (options.out !== undefined) {
    // Drawing is loaded for those who want it: it is large.
    const page = await import('./page.js');
    page.writeExplanationPage(options.out, explanation);
  }
  if (options.output === 'json') printJson(explanation);
  else process.stdout.write(explanationText(explanation));
}

/** @returns why it cannot be asked about again, in words */
async function caseOf(
  { id, inputs }: SavedDecision,
  store: DecisionStore,
  policyOf: (who: Who) => Promise<Policy>,
): Promise<Case | string> {
  if (inputs === null)
    return 'what it was made from was not kept (agent.keepDecisions, or an earlier release)';
  try {
    const recorded = await recordedCase(id, inputs, store, policyOf);
    if (recorded === null) return 'the guards about measuring were against it, so that no policy was asked';
    const isFallback = recorded.result.answers.some(({ guard }) => guard === 'confidence');
    return {
      ...recorded,
      ensemble: isFallback ? null : ((recorded.policy as Partial<LearnedPolicy>).ensemble ?? null),
    };
  } catch (thrown) {
    if (thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_NOT_REPLAYABLE') return thrown.message;
    throw thrown;
  }
}

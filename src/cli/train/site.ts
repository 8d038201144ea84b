// What `trimtab train` takes from a site: the recorded decisions of the state directories of its agents.
import { existsSync, realpathSync } from 'node:fs';
import { isCalled, readHistory, refuseAmbiguous, toldName } from '../../agent/index.js';
import { journalFolder, verifyJournal } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import { type Remembered, remember, type TrainingSpec } from '../../training/index.js';
import { counted } from '../../util/index.js';

/**
 * @param directories state directories of agents; one that is named twice is read once
 * @param topology that the model is for; undefined: all of them alike
 * @param say takes a line for people
 * @throws TrimtabError TRIMTAB_E_NO_HISTORY where there is nothing to learn from; what reading a journal throws
 */
export async function historyFrom(
  directories: readonly string[],
  topology: string | undefined,
  spec: TrainingSpec,
  say: (line: string) => void,
): Promise<Remembered> {
  const read = [];
  const known = new Set<string>();
  for (const directory of directories) {
    await checkJournal(directory);
    const place = realpathSync(directory);
    if (known.has(place)) continue;
    known.add(place);
    const history = await readHistory(directory, spec.decideEveryMinutes * 60_000);
    const { decided, usable, because } = history;
    const left = because === null ? '' : `; the first of the others: ${because}`;
    say(
      `history ${directory}: ${counted(decided, 'decision')}, ${usable} with what they were made from${left}`,
    );
    read.push(...history.episodes);
  }
  const names = [...new Set(read.map((one) => one.topology))].sort();
  const meant = topology === undefined ? [] : names.filter((one) => isCalled(one, topology));
  if (topology !== undefined) refuseAmbiguous(topology, meant);
  if (topology !== undefined && names.length > 0 && meant.length === 0) {
    throw new TrimtabError(
      'TRIMTAB_E_NO_HISTORY',
      `the history has no topology ${JSON.stringify(topology)}`,
      {
        next: `It has ${names.map((one) => toldName(one, names)).join(', ')}. Without --topology all of them count alike.`,
      },
    );
  }
  const remembered = remember(read, spec, meant[0] ?? topology ?? null, spec.seeds[0] ?? 0);
  for (const one of remembered.topologies)
    say(trustedText({ ...one, topology: toldName(one.topology, names) }));
  if (remembered.transitions.length > 0) return remembered;
  if (meant[0] !== undefined) {
    throw new TrimtabError(
      'TRIMTAB_E_NO_HISTORY',
      `the history has no decision of ${JSON.stringify(topology)} to learn from, and so nothing tells which others are like it`,
      { next: 'Let its agent decide for a while, or leave --topology out: then all count alike.' },
    );
  }
  throw new TrimtabError(
    'TRIMTAB_E_NO_HISTORY',
    `there is no decision to learn from in ${directories.join(', ')}`,
    {
      next: 'Name the state directory of an agent that has decided for a while, with agent.keepDecisions above 0; or train without --history.',
    },
  );
}

/** What is learned from must be what was recorded. */
async function checkJournal(directory: string): Promise<void> {
  if (!existsSync(journalFolder(directory))) {
    throw new TrimtabError('TRIMTAB_E_NO_JOURNAL', `there is no journal in ${directory}`, {
      next: 'Name the state directory of an agent: stateDir of its configuration.',
    });
  }
  const { valid, problems } = await verifyJournal(directory);
  const [first] = problems;
  if (valid || first === undefined) return;
  throw new TrimtabError(
    'TRIMTAB_E_JOURNAL_DAMAGED',
    `the journal in ${directory} is not as it was written: ${first.file}${first.line === null ? '' : ` line ${first.line}`} ${first.what}`,
    { next: 'trimtab audit verify --state-dir DIR has all of it. Nothing was learned.' },
  );
}

export function trustedText({
  cluster,
  topology,
  decisions,
  changes,
  trust,
}: Remembered['topologies'][number]) {
  const changed = changes === 1 ? 'one changed something' : `${changes} changed something`;
  return `history ${cluster}/${topology}: ${counted(decisions, 'decision')}, ${changed}; trusted ${trust.toFixed(2)}`;
}

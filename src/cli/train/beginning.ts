// Where a training begins: anew, with the networks of a model, or after the last whole round of one that was interrupted.
import { existsSync } from 'node:fs';
import { modelFolder } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { loadDqnModel } from '../../policy/index.js';
import {
  type Checkpoint,
  checkpointFolder,
  loadCheckpoint,
  type Training,
  type TrainingSpec,
  type Trusted,
} from '../../training/index.js';
import { shellQuote } from '../../util/index.js';
import { differences, readSpec } from './spec.js';

export type Beginning = Pick<Training, 'spec' | 'checkpoint' | 'from'>;

/** Of the command line. */
export interface Wanted {
  readonly spec?: string;
  readonly seed?: readonly number[];
  readonly out: string;
  readonly from?: string;
  readonly history?: readonly string[];
  readonly topology?: string;
  readonly resume?: boolean;
}

/**
 * The spec that holds, and where it goes on; a training that began with another one cannot.
 * @throws TrimtabError TRIMTAB_E_USAGE, TRIMTAB_E_CONFIG, and what loading a model throws
 */
export async function beginning(wanted: Wanted, folder: string): Promise<Beginning> {
  if (wanted.resume === true) return await resumed(wanted, folder);
  const { spec: file, seed, out, from: model } = wanted;
  const spec = readSpec(file ?? null, seed);
  if (existsSync(checkpointFolder(folder))) {
    process.stderr.write(`begins anew; --resume would go on from the checkpoint in ${out}\n`);
  }
  if (model === undefined) return { spec, checkpoint: null, from: null };
  if (seed !== undefined) {
    throw refused('--seed: the networks of --from have theirs', 'Leave out one of the two.');
  }
  const { manifest, members } = await loadDqnModel(modelFolder(model));
  const { seeds, network, weights } = manifest;
  return {
    spec: withNetworks(spec, { seeds, hidden: network.hidden }, file),
    checkpoint: null,
    from: { sha256: weights.sha256, members },
  };
}

/** What is gone on with has the form that it has. */
function withNetworks(
  spec: TrainingSpec,
  { seeds, hidden }: { readonly seeds: readonly number[]; readonly hidden: readonly number[] },
  file: string | undefined,
): TrainingSpec {
  const own = { ...spec, seeds: [...seeds], hidden: [...hidden] };
  if (file !== undefined && differences(spec, own).length > 0) {
    process.stderr.write(
      `the networks of --from have seeds [${seeds.join(', ')}] and hidden [${hidden.join(', ')}]; those of ${file} do not count\n`,
    );
  }
  return own;
}

async function resumed(wanted: Wanted, folder: string): Promise<Beginning> {
  const { spec: file, seed, out } = wanted;
  if (!existsSync(checkpointFolder(folder))) {
    throw refused(
      `--resume: there is no checkpoint in ${out}`,
      'Name the folder of a training that was interrupted with --out, or train without --resume.',
    );
  }
  const checkpoint = await loadCheckpoint(folder);
  const { spec: began, history, from, topology } = checkpoint.record.training;
  if ((history === null) !== (wanted.history === undefined)) {
    const how = history === null ? 'without' : 'with';
    throw refused(
      `--resume: the training in ${out} began ${how} a history`,
      history === null ? 'Leave --history out.' : 'Say --history as it was said then.',
    );
  }
  if (topology !== (wanted.topology ?? null)) {
    throw refused(
      `--resume: the training in ${out} began ${topology === null ? 'without --topology' : `with --topology ${topology}`}`,
      topology === null ? 'Leave --topology out.' : `Say --topology ${shellQuote(topology)}.`,
    );
  }
  const said = file === undefined ? began : readSpec(file, seed);
  const formed = from === null ? said : withNetworks(said, began, file);
  const now = seed === undefined ? formed : { ...formed, seeds: [...seed] };
  const others = differences(began, now);
  if (others.length === 0) return { spec: began, checkpoint, from: await formerOf(wanted, checkpoint) };
  throw refused(
    `--resume: the training in ${out} began with another spec; these differ: ${others.join(', ')}`,
    'Go on without --spec and --seed, or train anew without --resume.',
  );
}

/** What the networks learned on is in the checkpoint; those they began with are asked of again where a site's decisions are held back. */
async function formerOf({ from: model, out }: Wanted, { record }: Checkpoint): Promise<Beginning['from']> {
  const { from, history } = record.training;
  if (from === null) {
    if (model === undefined) return null;
    throw refused(`--resume: the training in ${out} began without a model`, 'Leave --from out.');
  }
  if (model === undefined) {
    if (history === null) return null;
    throw refused(
      `--resume: the training in ${out} began with a model, which its site is asked about in the end`,
      'Say --from as it was said then.',
    );
  }
  const { manifest, members } = await loadDqnModel(modelFolder(model));
  if (manifest.weights.sha256 === from) return { sha256: from, members };
  throw refused(
    `--resume: the training in ${out} began with another model than ${model} (SHA-256 ${from})`,
    'Name that one with --from.',
  );
}

type Named = Pick<Trusted, 'cluster' | 'topology'>;

/**
 * Decisions and topologies may have become more meanwhile, and old ones may be gone; but a training that goes on must have some of what it learned from.
 * @param before null where it has none
 * @throws TrimtabError TRIMTAB_E_USAGE
 */
export function checkHistory(
  before: readonly Named[] | null,
  topologies: readonly Named[],
  out: string,
): void {
  if (before === null) return;
  const nameOf = ({ cluster, topology }: Named): string => `${topology} on ${cluster}`;
  const [then, now] = [before.map(nameOf), topologies.map(nameOf)];
  if (then.some((one) => now.includes(one))) return;
  throw refused(
    `--resume: the training in ${out} began with the history of ${then.sort().join(', ')}, and this one is of ${now.sort().join(', ')}`,
    'Say --history as it was said then.',
  );
}

function refused(message: string, next: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_USAGE', message, { next });
}

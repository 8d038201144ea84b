// The folder of a training: looked at before anything is played, since it is replaced as a whole at the end.
import { existsSync, lstatSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { modelFolder, shippedModel } from '../../config/index.js';
import { statesFile } from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import { makeFolders } from '../../util/index.js';

export const cardFile = 'README.md';
export const figureFile = 'learning-curve.svg';

const ours = ['manifest.json', 'weights.bin', 'training.bin', cardFile, figureFile, statesFile, '.training'];

/**
 * @param out as it was named
 * @returns its path, behind all links
 * @throws TrimtabError TRIMTAB_E_USAGE where it cannot be written, is no place for a model, or is the package's without being named so
 */
export function checkFolder(out: string): string {
  const named = resolve(modelFolder(out));
  const shipped = modelFolder(shippedModel);
  if (named !== shipped && isSame(named, shipped)) {
    throw refused(out, 'is the model of the package', `To replace it say --out ${shippedModel}.`);
  }
  let folder: string;
  try {
    folder = behindLinks(named);
    // Where the new model will be written beside the old one.
    makeFolders(dirname(folder));
    rmSync(mkdtempSync(join(dirname(folder), `.${basename(folder)}.new-`)), { recursive: true });
    if (!existsSync(folder)) return folder;
    // And the checkpoint inside it.
    rmSync(mkdtempSync(join(folder, '..training.new-')), { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refused(out, `cannot be written: ${reason}`, 'Name a directory that you may write to.', cause);
  }
  const others = readdirSync(folder).filter(
    (name) => !ours.includes(name) && !name.startsWith('..training.'),
  );
  if (others.length > 0) {
    throw refused(
      out,
      `holds what is no part of a model: ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`,
      'Name a new folder, or one that holds a model and nothing else: all in it is replaced.',
    );
  }
  return folder;
}

/** What is renamed into the place of a link would replace the link. One that leads nowhere still says where the folder will be. */
function behindLinks(folder: string, left = 40): string {
  if (existsSync(folder)) return realpathSync(folder);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return folder;
  if (left === 0) throw new Error('its links lead nowhere');
  return behindLinks(resolve(realpathSync(dirname(folder)), readlinkSync(folder)), left - 1);
}

function isSame(folder: string, other: string): boolean {
  return existsSync(folder) && existsSync(other) && realpathSync(folder) === realpathSync(other);
}

function refused(out: string, what: string, next: string, cause?: unknown): TrimtabError {
  return new TrimtabError('TRIMTAB_E_USAGE', `--out ${out} ${what}`, { next, cause });
}

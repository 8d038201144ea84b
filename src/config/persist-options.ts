// The options of persist: in which configuration files an accepted change is kept.
import { z } from 'zod';
import { file, notEmptyText, yesOrNo } from './kinds.js';
import { type OptionAbout, option, type UsedBy } from './option.js';

/** suggest only reads. */
const usedBy: readonly UsedBy[] = ['agent', 'render'];

export const persistSchema = z.strictObject({
  files: option(z.array(file()).exactOptional(), {
    description:
      'Configuration files that get a change once it is verified: Flux and ECO files, other YAML, JSON, Java properties. docs/guide/files.md says what is rewritten.',
    usedBy,
    builtIn: [],
    example: ['storm-conf/wordcount.flux.yaml'],
    words: 'a list of files',
  }),
  keys: option(z.record(z.string(), notEmptyText('the name of a key')).exactOptional(), {
    description:
      'Names of keys under which the application itself reads a knob, for files that are not Flux or ECO.',
    usedBy,
    builtIn: {},
    example: { 'executors.split': 'wordcount.split.parallelism' },
    words: 'a mapping from names of knobs to names of keys',
  }),
  git: option(yesOrNo().exactOptional(), {
    description: 'Commits the files that were written, and nothing else, in their Git work tree.',
    usedBy,
    builtIn: false,
  }),
});

export const persistAbout: OptionAbout = {
  description: 'Where changes are kept for the next submission of the topology.',
  usedBy,
};

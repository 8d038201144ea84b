// Errors of configuration files that are rewritten; a part of the catalogue.
import type { ErrorEntry } from './entry.js';

export const fileErrors = {
  TRIMTAB_E_FILE_READ: {
    exit: 2,
    meaning: 'A configuration file of a topology is missing or cannot be read.',
    next: 'Check the path and the permissions; paths in persist.files start at the directory of the configuration file.',
  },
  TRIMTAB_E_FILE_FORM: {
    exit: 2,
    meaning:
      'A configuration file of a topology is not what its name says, or not in order: not YAML, JSON or UTF-8, a list at the top, a key given twice, tabs.',
    next: 'Correct the file where the message says; nothing was written.',
  },
  TRIMTAB_E_FILE_PLACE: {
    exit: 2,
    meaning:
      'A configuration file has a value where Trimtab cannot set it alone: shared by an alias, in two documents, a placeholder, or no number.',
    next: 'Make the place one of its own, or set the value by hand; nothing was written.',
  },
  TRIMTAB_E_FILE_CHANGED: {
    exit: 1,
    meaning:
      'A configuration file was changed by somebody else between reading and writing; it has their content.',
    next: 'Run trimtab render again: it reads the file anew.',
  },
  TRIMTAB_E_FILE_WRITE: {
    exit: 1,
    meaning: 'A configuration file or its backup cannot be written: read-only, no permission, or no space.',
    next: 'Correct the permissions or make room, then run trimtab render --write; the file has its former content.',
  },
  TRIMTAB_E_FILE_GIT: {
    exit: 1,
    meaning: 'A configuration file was written and could not be committed in its Git work tree.',
    next: 'Look at git status in its folder and commit it by hand.',
  },
} as const satisfies Record<string, ErrorEntry>;

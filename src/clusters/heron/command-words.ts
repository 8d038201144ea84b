// The arguments of `heron update`, exact for Heron 0.20: each is one word, whatever is in it.
import { TrimtabError } from '../../errors/index.js';
import type { Named } from './tracker.js';
import { repackingKey, type UpdateRequest } from './updater.js';

/** heron/tools/cli/src/python/update.py: `^[\w\.-]+:[\d]+$`. */
const component = /^[\w.-]+$/;
/** It is taken apart at its slashes. */
const placePart = /^[^\s/]+$/;

/**
 * Options are written OPTION=VALUE, so that a value that begins with "-" is none.
 * @throws TrimtabError TRIMTAB_E_INVALID_PLAN for a name that the command refuses, or would take for something else
 */
export function commandWords(topology: Named, request: UpdateRequest): string[] {
  const { cluster, role, environ, name } = topology;
  const place = [cluster, role, environ];
  if (!place.every((part) => placePart.test(part)) || cluster.startsWith('-'))
    throw invalid(`${JSON.stringify(place.join('/'))} is no cluster/role/environ that heron update can have`);
  if (name.startsWith('-') || /[\s\p{C}]/u.test(name))
    throw invalid(`${JSON.stringify(name)} is no name of a topology that heron update can have`);
  return ['update', place.join('/'), name, ...optionsOf(request)];
}

/** In JSON, which alone can be read again. */
export function dryRunWords(topology: Named, request: UpdateRequest): string[] {
  return [...commandWords(topology, request), '--dry-run', '--dry-run-format=json'];
}

function optionsOf({ executors, containers, repacking }: UpdateRequest): string[] {
  const counts = Object.entries(executors).map(([name, n]) => {
    if (component.test(name)) return `--component-parallelism=${name}:${n}`;
    throw invalid(
      `heron update refuses the component name ${JSON.stringify(name)}: letters, digits, "_", "." and "-" only`,
    );
  });
  return [
    ...counts,
    ...(containers === null ? [] : [`--container-number=${containers}`]),
    ...(repacking === null ? [] : [`--config-property=${repackingKey}=${repacking}`]),
  ];
}

function invalid(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_INVALID_PLAN', `${text}; nothing was sent`);
}

// A YAML or JSON configuration file as something whose values can be found, set and compared.
import { isAlias, isScalar, isSeq } from 'yaml';
import { TrimtabError } from '../../errors/index.js';
import { mostAliases } from '../../util/index.js';
import type { NewValue, ParsedFile, Slot, Splice, Target } from './types.js';
import { isFlux, kindOf, type Place, placeOf, refused } from './yaml-place.js';
import { appended, inserted, intoEmptyFile, replaced, underEmpty, written } from './yaml-splice.js';
import { parseYamlText, type YamlText } from './yaml-text.js';

/** @throws TrimtabError TRIMTAB_E_FILE_FORM */
export function parseYamlFile(name: string, text: string): ParsedFile {
  const yaml = parseYamlText(name, text);
  const flux = isFlux(yaml);
  return {
    shape: flux ? 'flux' : 'flat',
    find: (target) => {
      if (target.kind === 'component' && !flux) return undefined;
      const place = placeOf(yaml, target);
      return place && slotAt(yaml, place, target);
    },
    data: () => dataOf(yaml),
  };
}

function slotAt(yaml: YamlText, place: Place, target: Target): Slot {
  const { pair, path } = place;
  const value = pair?.value;
  return {
    found: pair === undefined ? undefined : foundIn(yaml, place, value),
    path,
    set: (wanted) => {
      if (place.documents !== undefined) throw undecided(yaml, target, place.documents);
      if (place.atTop) throw aboveConfig(yaml, target);
      const splice = pair === undefined ? missing(yaml, place, wanted) : replaced(yaml, pair, wanted);
      if (splice !== null) return splice;
      throw refused(yaml, target, `is ${kindOf(value)} where one plain value belongs`, {
        next: 'Write the value as a single number, then try again.',
      });
    },
    append: isSeq(value)
      ? (items) => {
          const splice = appended(yaml, value, items);
          if (splice !== null) return splice;
          throw refused(yaml, target, 'is an empty list');
        }
      : null,
  };
}

/** Storm reads no file of several documents; of others nobody knows which one the key is read from. */
function undecided(yaml: YamlText, target: Target, documents: number): TrimtabError {
  return refused(yaml, target, `could stand in any of ${documents} documents of the file`, {
    next: 'Leave one document, or write the key into the one that it belongs in.',
  });
}

/** Flux reads `config` alone, and a program of the application's own perhaps the top alone: a second value would leave one of them wrong. */
function aboveConfig(yaml: YamlText, target: Target): TrimtabError {
  return refused(yaml, target, 'is at the top of the file, where Flux and ECO do not read it', {
    next: 'Move the key into config if Flux or ECO reads the file; else leave the file out of persist.files, or rename its list that Flux has, too (spouts, bolts, streams, includes).',
  });
}

function missing(yaml: YamlText, { map, missing: keys, empty }: Place, value: NewValue): Splice {
  const [first = '', second = ''] = keys;
  const text = written(value, yaml.isJson);
  if (map === null) return intoEmptyFile(yaml.text, first, text);
  if (empty !== undefined) return underEmpty(yaml.text, map, empty, second, text);
  return inserted(yaml, map, keys, text);
}

function foundIn(yaml: YamlText, { path: [index] }: Place, value: unknown): unknown {
  const document = yaml.documents[typeof index === 'number' ? index : 0];
  const node = isAlias(value) && document !== undefined ? value.resolve(document) : value;
  if (isScalar(node)) return node.value;
  if (node === null || node === undefined) return null;
  return isSeq(node) ? (node.toJSON() as unknown) : kindOf(node);
}

/** One entry for each document; without what aliases share, so that one place can be changed for a comparison. */
function dataOf({ name, documents, isJson, text }: YamlText): unknown {
  try {
    if (isJson) return [JSON.parse(text.replace(/^\uFEFF/, ''))];
    const all =
      documents.length === 0
        ? [null]
        : documents.map((document) => document.toJS({ maxAliasCount: mostAliases }) as unknown);
    return JSON.parse(
      JSON.stringify(all, (_, value: unknown) => (value === undefined ? null : value)),
    ) as unknown;
  } catch (cause) {
    // Aliases that would unfold to an enormous document end here.
    const text = `${name}: not YAML: ${(cause as Error).message}`;
    throw new TrimtabError('TRIMTAB_E_FILE_FORM', text, { cause });
  }
}

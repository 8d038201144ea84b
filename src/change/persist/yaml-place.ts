// Finds the one place in YAML documents where a value stands or belongs, and refuses those that others share.
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import { TrimtabError } from '../../errors/index.js';
import { type Path, type Target, targetName } from './types.js';
import { rootOf, type YamlText } from './yaml-text.js';

/** Where a value stands, or the mapping that it belongs into. */
export interface Place {
  /** The pair that has the value; undefined where the key is missing. */
  readonly pair: Pair | undefined;
  /** The mapping that has, or gets, the key; null where there is no mapping yet and the whole of `missing` is to be made. */
  readonly map: YAMLMap | null;
  /** What is to be made within the mapping: nothing, the key, or `config` and the key. */
  readonly missing: readonly string[];
  /** `config:` without a value, in which the key is to stand. */
  readonly empty?: Pair;
  /** In how many documents of the file the missing key could stand; absent where that is one. */
  readonly documents?: number;
  /** The key is missing within `config`, and stands at the top; absent where it does not. */
  readonly atTop?: true;
  readonly path: Path;
}

/** Flux names its components under these, and so does ECO. */
const componentLists = ['spouts', 'bolts'] as const;
/** Lists at the top of a Flux or ECO file; each may be there without a value. */
const fluxLists = [...componentLists, 'streams', 'includes'] as const;

export function isFlux({ documents }: YamlText): boolean {
  return documents.some(isFluxDocument);
}

function isFluxDocument(document: Document.Parsed): boolean {
  const root = rootOf(document);
  if (root === undefined) return false;
  const hasForm = fluxForm(document, root);
  if (hasForm !== null) return hasForm;
  if (!isMap(pairOf(root, 'config')?.value)) return false;
  // One that others include may have its config alone.
  return pairOf(root, 'name') !== undefined || root.items.every(isOfInclude);
}

/**
 * By name alone an application's own `bolts` or `streams` would make its file one of Flux, whose keys count under `config` only.
 * @returns null where it has none of them
 */
function fluxForm(document: Document.Parsed, root: YAMLMap): boolean | null {
  const forms = [...fluxLists, 'topologySource'].flatMap((key) => {
    const pair = pairOf(root, key);
    if (pair === undefined) return [];
    const value = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
    const isRight = key === 'topologySource' ? isMap(value) : isSeq(value) || isNothing(value);
    return [isRight];
  });
  return forms.length === 0 ? null : forms.every((isRight) => isRight);
}

function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function isOfInclude({ key }: Pair): boolean {
  return isScalar(key) && ['config', 'components'].includes(String(key.value));
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** @throws TrimtabError TRIMTAB_E_FILE_PLACE */
export function placeOf(yaml: YamlText, target: Target): Place | undefined {
  const found = yaml.documents.flatMap((document, index) => {
    const places =
      target.kind === 'component'
        ? componentPlaces(yaml, document, target)
        : settingPlaces(yaml, document, target.key);
    return places.map((place) => ({ ...place, document, index }));
  });
  if (yaml.documents.length === 0 && target.kind === 'setting')
    return { pair: undefined, map: null, missing: [target.key], path: [0, target.key] };
  const there = found.filter(({ pair }) => pair !== undefined);
  const candidates = target.kind === 'component' ? found : there;
  if (candidates.length > 1) {
    const where = new Set(candidates.map(({ index }) => index)).size > 1 ? 'documents' : 'places';
    throw refused(yaml, target, `is in ${candidates.length} ${where} of the file`, {
      next: 'Leave one of them, or name a file that has it once.',
    });
  }
  const chosen = candidates[0] ?? found[0];
  if (chosen === undefined) return undefined;
  const { document, index, ...place } = chosen;
  checkNotShared(yaml, document, place, target);
  const several = place.pair === undefined && found.length > 1 ? { documents: found.length } : {};
  return { ...place, ...several, path: [index, ...place.path] };
}

function settingPlaces(yaml: YamlText, document: Document.Parsed, key: string): Place[] {
  const root = rootOf(document);
  const flux = isFlux(yaml);
  // Of several documents of a Flux file, the one that has the components.
  if (flux && !isFluxDocument(document)) return [];
  if (root === undefined)
    return yaml.documents.length > 1 ? [] : [{ pair: undefined, map: null, missing: [key], path: [key] }];
  if (!flux) return [below(root, key, [])];
  const config = pairOf(root, 'config');
  const atTop = below(root, key, []).pair === undefined ? {} : { atTop: true as const };
  if (isMap(config?.value)) {
    const place = below(config.value, key, ['config']);
    return [place.pair === undefined ? { ...place, ...atTop } : place];
  }
  if (config === undefined || isNothing(config.value)) {
    const empty = config === undefined ? {} : { empty: config };
    return [
      { pair: undefined, map: root, missing: ['config', key], ...empty, ...atTop, path: ['config', key] },
    ];
  }
  throw refused(yaml, { kind: 'setting', key }, `belongs into config, which is ${kindOf(config.value)}`, {
    next: 'Make config a mapping of its own.',
  });
}

/** By the whole key, or by its parts where the file nests them. */
function below(map: YAMLMap, key: string, path: Path): Place {
  const pair = pairOf(map, key);
  if (pair !== undefined) return { pair, map, missing: [], path: [...path, key] };
  const [first = '', ...rest] = key.split('.');
  const inner = pairOf(map, first)?.value;
  if (rest.length > 0 && isMap(inner)) return below(inner, rest.join('.'), [...path, first]);
  return { pair: undefined, map, missing: [key], path: [...path, key] };
}

function componentPlaces(
  yaml: YamlText,
  document: Document.Parsed,
  target: Extract<Target, { kind: 'component' }>,
): Place[] {
  const root = rootOf(document);
  if (root === undefined) return [];
  return componentLists.flatMap((list) => {
    const value = pairOf(root, list)?.value;
    if (!isSeq(value)) return [];
    return value.items.flatMap((item, number): Place[] => {
      const map = isAlias(item) ? item.resolve(document) : item;
      const id = isMap(map) ? pairOf(map, 'id')?.value : undefined;
      if (!isMap(map) || !isScalar(id) || String(id.value) !== target.component) return [];
      if (isAlias(item)) throw shared(yaml, target, item.source);
      const pair = pairOf(map, target.field);
      const missing = pair === undefined ? [target.field] : [];
      return [{ pair, map, missing, path: [list, number, target.field] }];
    });
  });
}

/** What carries an anchor that something else refers to would change there as well. */
function checkNotShared(
  yaml: YamlText,
  document: Document.Parsed,
  { pair, map }: Place,
  target: Target,
): void {
  const value = pair?.value;
  const own = isNode(value) && !isAlias(value) ? value : map;
  if (own === null) return;
  const referred = new Set<string>();
  visit(document, { Alias: (_, { source }) => void referred.add(source) });
  const chain = chainTo(document, own);
  const anchored = chain.find((node) => node.anchor !== undefined && referred.has(node.anchor));
  if (anchored?.anchor !== undefined) throw shared(yaml, target, anchored.anchor);
}

/** The node and everything around it that may carry an anchor. */
function chainTo(document: Document.Parsed, wanted: Node): { readonly anchor?: string }[] {
  let chain: { readonly anchor?: string }[] = [];
  visit(document, {
    Node: (_, node, ancestors) => {
      if (node !== wanted) return undefined;
      chain = [...ancestors.filter(isNode), node] as { readonly anchor?: string }[];
      return visit.BREAK;
    },
  });
  return chain;
}

function shared(yaml: YamlText, target: Target, anchor: string): TrimtabError {
  return refused(yaml, target, `is shared: other places of the file refer to &${anchor}`, {
    next: `Write the value out where it is to differ, without *${anchor}, and try again.`,
  });
}

export function refused(
  { name }: { readonly name: string },
  target: Target,
  text: string,
  options: { next?: string } = {},
): TrimtabError {
  return new TrimtabError('TRIMTAB_E_FILE_PLACE', `${name}: ${targetName(target)} ${text}`, options);
}

export function kindOf(value: unknown): string {
  if (value === null) return 'without a value';
  if (isAlias(value)) return `the alias *${value.source}`;
  if (isMap(value)) return 'a mapping';
  if (isSeq(value)) return 'a list';
  return isScalar(value) ? JSON.stringify(value.value) : 'something else';
}

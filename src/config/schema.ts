// The option table as JSON schema: the published schema, the rows of the reference page, and what is known at one path.
import { z } from 'zod';
import type { OptionNotes } from './kinds.js';
import type { UsedBy } from './option.js';
import { configSchema } from './options.js';
import { isMapping, type Mapping, type Path } from './path.js';

/** A node of the JSON schema, with the notes of the option table still on it. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly builtIn?: unknown;
  readonly example?: unknown;
  readonly usedBy?: readonly UsedBy[];
  readonly words?: string;
  readonly kind?: OptionNotes['kind'];
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
}

/** One option as the reference page shows it. */
export interface OptionRow {
  /** Such as `clusters[].auth.ca`, or `topologies.defaults.knobs.bounds.KNOB.min`. */
  readonly path: string;
  /** What its value is, in words. */
  readonly type: string;
  readonly required: boolean;
  /** Undefined when there is none. */
  readonly default: unknown;
  readonly example: unknown;
  readonly description: string;
  /** Empty: not used by this release. */
  readonly usedBy: readonly UsedBy[];
  /** True for a mapping or a list of mappings, whose own options follow. */
  readonly section: boolean;
}

const root = z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode;

/** What the table knows of one concrete path; undefined for an unknown one. */
export function schemaAt(path: Path): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, segment) => node && child(node, segment), root);
}

/** Names of the options directly under a path; none for lists, values and free mappings. */
export function optionsUnder(path: Path): readonly string[] {
  const node = schemaAt(path);
  return Object.keys((node && mappingOf(node)?.properties) ?? {});
}

export function isRequired(path: Path): boolean {
  const parent = schemaAt(path.slice(0, -1));
  return (parent && mappingOf(parent)?.required?.includes(String(path.at(-1)))) ?? false;
}

/** Every option, in the order of the table. */
export function optionRows(): readonly OptionRow[] {
  return rowsUnder(root, '');
}

/** JSON schema (draft 2020-12) of the configuration file, for editors and other validators. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, title, ...rest } = published(root) as Record<string, unknown>;
  return { $schema, $id: 'urn:trimtab:schema:config:v1', title, ...rest };
}

function child(node: SchemaNode, segment: string | number): SchemaNode | undefined {
  if (typeof segment === 'number') return node.items;
  const mapping = mappingOf(node);
  if (mapping?.properties && Object.hasOwn(mapping.properties, segment)) return mapping.properties[segment];
  return freeEntries(mapping);
}

/** The node itself, or for "a name or a mapping" its mapping side. */
function mappingOf(node: SchemaNode): SchemaNode | undefined {
  return node.type === 'object' ? node : node.anyOf?.find((side) => side.type === 'object');
}

function freeEntries(mapping: SchemaNode | undefined): SchemaNode | undefined {
  return typeof mapping?.additionalProperties === 'object' ? mapping.additionalProperties : undefined;
}

function rowsUnder(node: SchemaNode, prefix: string): OptionRow[] {
  const mapping = mappingOf(node);
  const entries = freeEntries(mapping);
  if (entries) return rowsUnder(entries, `${prefix}KNOB.`);
  return Object.entries(mapping?.properties ?? {}).flatMap(([name, option]) => {
    const inside = option.items
      ? rowsUnder(option.items, `${prefix}${name}[].`)
      : rowsUnder(option, `${prefix}${name}.`);
    const required = mapping?.required?.includes(name) ?? false;
    return [row(`${prefix}${name}`, option, required, inside.length > 0), ...inside];
  });
}

function row(path: string, option: SchemaNode, required: boolean, section: boolean): OptionRow {
  return {
    path,
    type: wordsOf(option),
    required,
    default: option.default ?? option.builtIn,
    example: option.example,
    description: option.description ?? '',
    usedBy: option.usedBy ?? [],
    section,
  };
}

/** What is expected at a node, in words that follow "expected". */
export function wordsOf(node: SchemaNode): string {
  if (node.words !== undefined) return node.words;
  if (node.type === 'array') return node.items?.type === 'object' ? 'a list of mappings' : 'a list';
  return node.type === 'object' ? 'a mapping' : (node.type ?? 'a value');
}

/**
 * A copy without the notes that are ours, and with `example` as the standard's list of examples.
 * @param inOverrides there a left-out option does not mean its built-in value
 */
function published(node: unknown, inOverrides = false): unknown {
  if (Array.isArray(node)) return node.map((item) => published(item, inOverrides));
  if (!isMapping(node)) return node;
  const { usedBy, words, kind, secret, example, builtIn, properties, ...rest } = node;
  const copy = Object.entries(rest).map(([key, value]) => [key, published(value, inOverrides)]);
  return {
    ...Object.fromEntries(copy),
    ...(builtIn === undefined || inOverrides ? {} : { default: builtIn }),
    ...(example === undefined ? {} : { examples: [example] }),
    ...(isMapping(properties) ? { properties: publishedOptions(properties, inOverrides) } : {}),
  };
}

function publishedOptions(options: Mapping, inOverrides: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, node]) => [
      name,
      published(node, inOverrides || name === 'overrides'),
    ]),
  );
}

// What to say of a field that a schema does not take: the one that was probably meant, else all there are.
import { z } from 'zod';
import { nearest } from './nearest.js';

/** What is read here of a JSON schema. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly const?: unknown;
}

/** Follows the name of the field. */
export function unknownField(key: string, names: readonly string[]): string {
  const near = nearest(key, names);
  return `unknown field; ${near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`}`;
}

/**
 * Fields that the schema takes in the mapping at a path.
 * @param data what was read, which tells among several kinds of mapping the one that is meant
 */
export function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[], data: unknown): string[] {
  let nodes: readonly Node[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node];
  let value = data;
  for (const key of path) {
    nodes = kindsOf(nodes, value).flatMap((node) => childOf(node, key));
    value = fieldOf(value, key);
  }
  return [...new Set(kindsOf(nodes, value).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Every side of a choice, or those alone whose fixed values (`kind: step`) are the ones that were read. */
function kindsOf(nodes: readonly Node[], value: unknown): readonly Node[] {
  const sides = nodes.flatMap((node) => node.oneOf ?? node.anyOf ?? [node]);
  const meant = sides.filter(({ properties = {} }) => {
    const fixed = Object.entries(properties).filter(([, one]) => one.const !== undefined);
    return fixed.length > 0 && fixed.every(([key, one]) => fieldOf(value, key) === one.const);
  });
  return meant.length > 0 ? meant : sides;
}

function childOf({ properties, additionalProperties, items }: Node, key: PropertyKey): Node[] {
  if (typeof key === 'number') return items === undefined ? [] : [items];
  const named =
    properties !== undefined && Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
  if (named !== undefined) return [named];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

function fieldOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[key];
}

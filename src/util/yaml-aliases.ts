// How the aliases (*name) of YAML that a person wrote may be used: each after its anchor (&name), and not within what it stands for.
import { type Alias, type Document, type Node, visit } from 'yaml';

/** What a file may unfold to by its aliases, counted as the library does: far beyond what people write, and harmless. */
export const mostAliases = 10_000;

/** In words, with the place in the text; undefined where all are good. */
export function aliasFault(
  document: Document,
): { readonly offset: number; readonly text: string } | undefined {
  /** As far as the text is read: a later anchor of the same name takes over. */
  const anchored = new Map<string, Node>();
  const remember = (_: unknown, node: Node & { readonly anchor?: string | undefined }): void => {
    if (node.anchor !== undefined) anchored.set(node.anchor, node);
  };
  let fault: { offset: number; text: string } | undefined;
  visit(document, {
    Value: remember,
    Alias: (_, alias, around) => {
      const text = whatIsWrong(alias, anchored.get(alias.source), around);
      if (text === undefined) return undefined;
      fault = { offset: alias.range?.[0] ?? 0, text: `*${alias.source}: ${text}` };
      return visit.BREAK;
    },
  });
  return fault;
}

function whatIsWrong(
  { source }: Alias,
  meant: Node | undefined,
  around: readonly unknown[],
): string | undefined {
  if (meant === undefined) return `there is no &${source} before it`;
  return around.includes(meant) ? `it stands within &${source} itself, and would never end` : undefined;
}

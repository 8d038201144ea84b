// What trimtab render found, as text with unified diffs and as JSON.

import { relative } from 'node:path';
import type { ClusterWideAdvice, FilePlan, FilesPlan, Written } from '../../change/index.js';
import type { ClusterInfo } from '../../clusters/index.js';
import { shown } from '../../util/index.js';

export interface Rendered {
  readonly topology: { readonly name: string; readonly id: string };
  readonly cluster: { readonly name: string } & Pick<ClusterInfo, 'engine' | 'version'>;
  readonly source: {
    readonly kind: 'current' | 'proposed';
    readonly id: string | null;
    readonly text: string;
  };
  readonly plan: FilesPlan;
  readonly clusterWide: { readonly advice: readonly ClusterWideAdvice[]; readonly plan: FilePlan } | null;
  /** null in a dry run. */
  readonly written: Written | null;
}

const engineNames = { storm: 'Storm', heron: 'Heron' } as const satisfies Record<
  ClusterInfo['engine'],
  string
>;

/** As seen from here; a file elsewhere by its whole path. */
export function diffName(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') ? path.replace(/^\/+/, '') : name;
}

export function renderedText(rendered: Rendered): string {
  const { topology, cluster, source, plan, clusterWide, written } = rendered;
  const end = [
    ...endLines(rendered),
    ...(written?.files ?? []).map(({ file, backup }) => `  written  ${diffName(file)}  (before: ${backup})`),
    ...(written?.commits ?? []).map((commit) => `  commit   ${commit}`),
  ];
  const lines = [
    shown(
      `${topology.name}  ${source.text} on ${cluster.name} (${engineNames[cluster.engine]} ${cluster.version})`,
    ),
    ...plan.files.flatMap(fileLines),
    ...(plan.unplaced.length === 0 ? [] : [shown(`  no file has a place for ${plan.unplaced.join(', ')}`)]),
    ...(clusterWide === null ? [] : clusterLines(clusterWide)),
    ...end.map(shown),
  ];
  return `${lines.join('\n')}\n`;
}

/** As a terminal may get them. */
export function fileLines({ file, diff }: FilePlan): string[] {
  return diff === '' ? [shown(`  as it is  ${diffName(file.path)}`)] : diffLines(diff);
}

/** With the carriage returns at the ends of lines and the tabs that the file has: without them `patch` would refuse the diff. */
function diffLines(diff: string): string[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const [, text = '', end = ''] = /^(.*?)(\r?)$/s.exec(line) ?? [];
      return text.split('\t').map(shown).join('\t') + end;
    });
}

function clusterLines({ advice, plan }: NonNullable<Rendered['clusterWide']>): string[] {
  const said = advice.map(({ key, text, restart }) => `  ${key}: ${text}; restart the ${restart}`);
  const heading = `cluster-wide  ${diffName(plan.file.path)}: for every topology, on each machine by its own file`;
  const advised = said.length === 0 ? ['  nothing to advise'] : said;
  return [...[heading, ...advised].map(shown), ...fileLines(plan)];
}

function endLines({ plan, clusterWide, written }: Rendered): string[] {
  const all = [...plan.files, ...(clusterWide === null ? [] : [clusterWide.plan])];
  const differing = all.filter(({ diff }) => diff !== '').length;
  if (differing === 0) return ['  nothing to write'];
  if (written !== null) return [];
  return [
    `  ${differing} ${differing === 1 ? 'file differs' : 'files differ'}; nothing was written; --write does it`,
  ];
}

export function renderedDocument({
  topology,
  cluster,
  source,
  plan,
  clusterWide,
  written,
}: Rendered): unknown {
  const { kind, id } = source;
  return {
    schema: 'trimtab/render/v1',
    cluster,
    topology: { name: topology.name, id: topology.id },
    settings: { kind, id },
    files: plan.files.map(fileDocument),
    unplaced: plan.unplaced,
    clusterWide: clusterWide && { ...fileDocument(clusterWide.plan), advice: clusterWide.advice },
    written: written && {
      files: written.files,
      commits: written.commits,
      problem: written.commitProblem && {
        code: written.commitProblem.code,
        message: written.commitProblem.message,
        next: written.commitProblem.next,
      },
    },
  };
}

export function fileDocument({ file, edits, diff }: FilePlan): object {
  return { file: file.path, edits, diff };
}

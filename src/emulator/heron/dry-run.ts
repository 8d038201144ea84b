// How the API server shows the packing plan that an update would make: as text in four formats, of which only JSON can be read again.
import { instanceId, type PackedContainer, type PackedInstance, type Packing } from '../../model/index.js';
import { gibibyte, type Resources, sizes } from './sizes.js';
import type { DryRunFormat } from './update-request.js';

const mebibyte = 1024 ** 2;
const packingClass = 'org.apache.heron.packing.roundrobin.RoundRobinPacking';

export interface DryRun {
  readonly topology: string;
  readonly before: Packing;
  readonly after: Packing;
  readonly repacking: string;
}

export function dryRunText(format: DryRunFormat, dryRun: DryRun): string {
  switch (format) {
    case 'JSON':
      return jsonText(dryRun);
    case 'RAW':
      return rawText(dryRun);
    case 'TABLE':
      return tableText(dryRun, plain);
    case 'COLORED_TABLE':
      return tableText(dryRun, colored);
  }
}

/** Java's sets have no order of their own; readers must not rely on any. */
function unsorted(packing: Packing): Packing {
  return [...packing].reverse();
}

/** Not one document but two, each with a heading; the class is that of packing, whichever repacks. */
function jsonText({ topology, before, after }: DryRun): string {
  const plan = (packing: Packing): string => {
    const sizeOf = sizes(packing);
    const containers = unsorted(packing).map((container) => {
      const { whole, each } = sizeOf(container);
      const components = container.instances.map(({ component, task, index }) => ({
        component,
        id: task,
        index,
        resources: each,
      }));
      return { id: container.id, resources: whole, components };
    });
    return JSON.stringify({ packingClass, topology, containers });
  };
  return `New packing plan:\n${plan(after)}\nOld packing plan:\n${plan(before)}\n`;
}

function rawText({ topology, before, after }: DryRun): string {
  const plan = (packing: Packing): string => {
    const sizeOf = sizes(packing);
    const containers = unsorted(packing).map((container) => {
      const { whole, each } = sizeOf(container);
      const instances = container.instances.map(
        ({ component, task, index }) =>
          `{component-name: ${component}, task-id: ${task}, component-index: ${index}, instance-resource: ${rawResources(each)}}`,
      );
      return `{container-id: ${container.id}, instances-list: [${instances.join(', ')}], required-resource: ${rawResources(whole)}}`;
    });
    return `{plan-id: ${topology}, containers-list: [${containers.join(', ')}]}`;
  };
  return `Packing class: ${packingClass}\nTopology: ${topology}\nNew packing plan:\n${plan(after)}\nOld packing plan:\n${plan(before)}\n`;
}

function rawResources({ cpu, ram, disk }: Resources): string {
  const bytes = (n: number): string => `ByteAmount{${(n / gibibyte).toFixed(1)} GB (${n} bytes)}`;
  return `{cpu: ${cpu.toFixed(6)}, ram: ${bytes(ram)}, disk: ${bytes(disk)}}`;
}

type Mark = (text: string, what: 'head' | 'kept' | 'new' | 'gone' | 'change') => string;
const plain: Mark = (text) => text;
const codes = { head: 1, kept: null, new: 32, gone: 31, change: 31 } as const;
const colored: Mark = (text, what) =>
  codes[what] === null ? text : `\u001b[${codes[what]}m${text}\u001b[0m`;

/** Old and new rows stand side by side; in the plain table nothing tells them apart. */
function tableText({ before, after, repacking }: DryRun, mark: Mark): string {
  const [oldSize, newSize] = [sizes(before), sizes(after)];
  const ids = [...new Set([...after, ...before].map(({ id }) => id))].sort((a, b) => a - b);
  const parts = ids.map((id) => {
    const [old, fresh] = [before.find((c) => c.id === id), after.find((c) => c.id === id)];
    const shown = fresh ?? old;
    if (shown === undefined) return '';
    const names = (c: PackedContainer | undefined): Set<string> =>
      new Set(c?.instances.map((one) => instanceId(id, one)) ?? []);
    const [was, is] = [names(old), names(fresh)];
    const isSame = was.size === is.size && [...was].every((name) => is.has(name));
    const state =
      old === undefined ? 'NEW' : fresh === undefined ? 'REMOVED' : isSame ? 'UNAFFECTED' : 'MODIFIED';
    const rows = [
      ...(fresh?.instances ?? []).map((one) =>
        row(one, newSize(shown).each, was.has(instanceId(id, one)) ? 'kept' : 'new', mark),
      ),
      ...(old?.instances ?? [])
        .filter((one) => !is.has(instanceId(id, one)))
        .map((one) => row(one, oldSize(shown).each, 'gone', mark)),
    ];
    const heading = ['component', 'task ID', 'CPU', 'RAM (MB)', 'disk (MB)'].map((name) =>
      mark(name, 'head'),
    );
    return [
      `${mark(`Container ${id}`, 'head')} ${state}`,
      resourceLine(fresh && newSize(fresh).whole, old && oldSize(old).whole, mark),
      '='.repeat(52),
      `| ${heading.join(' | ')} |`,
      '-'.repeat(52),
      ...rows,
      '='.repeat(52),
      '',
    ].join('\n');
  });
  return `Total number of containers: ${after.length}\nUsing repacking class: ${repacking}\n${parts.join('\n')}`;
}

function row(
  { component, task }: PackedInstance,
  { cpu, ram, disk }: Resources,
  what: 'kept' | 'new' | 'gone',
  mark: Mark,
): string {
  const cells = [
    component.padStart(9),
    String(task).padStart(7),
    cpu % 1 === 0 ? cpu.toFixed(1) : String(cpu),
    String(Math.floor(ram / mebibyte)).padStart(8),
    String(disk / mebibyte).padStart(9),
  ];
  return `| ${cells.map((cell) => mark(cell, what)).join(' | ')} |`;
}

function resourceLine(now: Resources | undefined, old: Resources | undefined, mark: Mark): string {
  const shown = now ?? old;
  const change = (key: keyof Resources): string => {
    if (now === undefined || old === undefined || now[key] === old[key]) return '';
    const percent = (100 * (now[key] - old[key])) / old[key];
    return ` (${mark(`${percent > 0 ? '+' : ''}${percent.toFixed(2)}%`, 'change')})`;
  };
  const megabytes = (key: 'ram' | 'disk'): string =>
    `${Math.floor((shown?.[key] ?? 0) / mebibyte)} MB${change(key)}`;
  return `CPU: ${shown?.cpu.toFixed(1)}${change('cpu')}, RAM: ${megabytes('ram')}, Disk: ${megabytes('disk')}`;
}

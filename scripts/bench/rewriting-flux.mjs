// Flux files as people write them, at random, each with one edit and what must become of it.
import {
  comment,
  finish,
  former,
  mark,
  otherKeys,
  others,
  pendingKey,
  quoted,
  some,
  tail,
  wanted,
  yamlValue,
} from './rewriting-parts.mjs';

/** Storm's Flux: components, and the settings under config. */
export function flux(r) {
  const to = wanted(r);
  const value = yamlValue(r, former(r), to);
  const what = r.pick(['setting', 'setting', 'setting-missing', 'component', 'component-missing']);
  const step = ' '.repeat(r.pick([2, 2, 4]));
  const refused = what === 'setting' && value.now.startsWith('&own') && r.chance(0.5);
  const inFlow = what.startsWith('component') && r.chance(0.3);
  const own =
    what !== 'setting'
      ? null
      : `${quoted(r, pendingKey)}:${r.chance(0.1) ? '      ' : ' '}${mark(value.now, value.becomes)}`;
  const hasBase = r.chance(0.3);
  const lines = [
    ...fluxHead(r, value, step, hasBase),
    ...fluxConfig(r, { what, own, step, hasBase }),
    ...(refused ? ['x-refers: *own'] : []),
    ...(r.chance(0.2) ? [''] : []),
    ...fluxComponents(r, { what, inFlow, value: inFlow ? { now: '3', becomes: `${to}` } : value }),
  ];
  if (r.chance(0.15))
    lines.push('---', ...(r.chance(0.5) ? [comment(r)] : []), 'unrelated: {topology: x}', 'other: [1, 2]');
  const component = what.startsWith('component');
  const target = component
    ? { kind: 'component', component: 'split', field: 'parallelism' }
    : { kind: 'setting', key: pendingKey };
  const path = component ? [0, 'bolts', 0, 'parallelism'] : [0, 'config', pendingKey];
  const name = r.pick(['words.yaml', 'words.flux.yml']);
  return finish(r, { name, lines, target, value: to, insert: what.endsWith('missing'), refused, path });
}

function fluxHead(r, value, step, hasBase) {
  return [
    ...(r.chance(0.5) ? [comment(r), comment(r)] : []),
    ...(r.chance(0.2) ? ['---'] : []),
    `name: ${r.pick(['words', '"words"', "'words'"])}${tail(r)}`,
    ...(value.needs || r.chance(0.2) ? [`x-common: &common ${former(r)}`] : []),
    ...(hasBase ? ['x-base: &base', `${step}topology.tick: 5`] : ['x-none: 1']),
  ];
}

/** As a block, in braces on one line or on several; for a missing key also without any. */
function fluxConfig(r, { what, own, step, hasBase }) {
  const usual = ['block', 'block', 'flow', 'flow-lines'];
  const style = r.pick(what === 'setting-missing' ? [...usual, 'none', 'empty'] : usual);
  if (style === 'none') return [];
  if (style === 'empty') return [`config:${tail(r)}`];
  if (style === 'block') {
    return [
      `config:${tail(r)}`,
      `${step}topology.workers: 1${tail(r)}`,
      ...(hasBase ? [`${step}<<: *base`] : []),
      ...others(r, step, some(r, otherKeys)),
      ...(own === null ? [] : [`${step}${own}${tail(r)}`]),
      ...others(r, step, some(r, ['topology.stats', 'zeta', 'load.rate'])),
      ...(r.chance(0.2) ? [`${step}${comment(r)}`] : []),
    ];
  }
  const items = [
    'topology.workers: 1',
    ...some(r, ['topology.debug: false', '"app.list": [1, 2]', 'app.text: "a, b: c"']),
    ...(own === null ? [] : [own]),
    ...some(r, ['zeta: 1.5']),
  ];
  if (style === 'flow') {
    const [open, close] = [r.pick(['', ' ']), r.pick(['', ' '])];
    return [`config: {${open}${items.join(', ')}${close}}${tail(r)}`];
  }
  const comma = (i) => (i < items.length - 1 ? ',' : '');
  return [
    'config: {',
    ...items.map((item, i) => `${step}${item}${comma(i)}${r.chance(0.1) ? ` ${comment(r)}` : ''}`),
    '  }',
  ];
}

function fluxComponents(r, { what, inFlow, value }) {
  const dash = r.pick(['', '  ']);
  const own =
    what === 'component'
      ? [`parallelism: ${mark(value.now, value.becomes)}`]
      : what === 'component-missing'
        ? []
        : ['parallelism: 2'];
  return [
    ...['spouts:', `${dash}- id: text`, `${dash}  className: "org.example.Text"`, `${dash}  parallelism: 1`],
    'bolts:',
    ...(r.chance(0.3) ? [`${dash}${comment(r)}`] : []),
    ...(inFlow
      ? [
          `${dash}- {id: split, className: org.example.Split${own.map((field) => `, ${field}`).join('')}}${tail(r)}`,
        ]
      : blockComponent(r, dash, own)),
    ...[`${dash}- id: count`, `${dash}  className: org.example.Count`, `${dash}  parallelism: 2`],
    ...['streams:', `${dash}- {from: text, to: split, grouping: {type: SHUFFLE}}${tail(r)}`],
  ];
}

function blockComponent(r, dash, own) {
  const fields = [
    'id: split',
    'className: org.example.Split',
    ...own,
    ...some(r, ['numTasks: 16', 'constructorArgs: [1, two]']),
  ];
  if (r.chance(0.3)) fields.reverse();
  const methods = [
    `${dash}  configMethods:`,
    `${dash}    - name: withField`,
    `${dash}      args: [${r.whole(1, 9)}]`,
  ];
  return [
    ...fields.map((field, i) => `${dash}${i === 0 ? '- ' : '  '}${field}${tail(r)}`),
    ...(r.chance(0.3) ? methods : []),
  ];
}

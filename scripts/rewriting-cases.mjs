// Configuration files as people write them, made at random, each with one edit and what must become of it; for the bench and a test.
import { parseAllDocuments } from 'yaml';

/**
 * Every case knows, without any parser, which bytes may change: `before` and `after` are what stands around the edit.
 * @param random numbers from 0 to 1
 */
export function rewritingCase(random) {
  const r = new Dice(random);
  const make = r.pick([flux, flux, flux, storm, storm, json, json, properties, heron]);
  return make(r);
}

class Dice {
  constructor(random) {
    this.random = random;
  }
  chance(share) {
    return this.random() < share;
  }
  whole(min, max) {
    return min + Math.floor(this.random() * (max - min + 1));
  }
  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }
}

const words = [
  'größer',
  'tuple',
  'naïve',
  '漢字',
  'a: b',
  "it's",
  '"quoted"',
  '#tag',
  '{x}',
  '[y]',
  '100 %',
  '😀',
  '- dash',
  '\\n',
];
const comment = (r) =>
  `# ${Array.from({ length: r.whole(1, 5) }, () => r.pick(words)).join(' ')}${r.chance(0.02) ? ' long'.repeat(4000) : ''}`;
const tail = (r) =>
  r.chance(0.3) ? `${' '.repeat(r.whole(1, 6))}${comment(r)}` : r.chance(0.05) ? '   ' : '';
const quoted = (r, key) => r.pick([key, key, key, `"${key}"`, `'${key}'`]);
/** Never the value that the edit sets. */
const former = (r) => r.whole(2, 900);
const wanted = (r) => r.whole(1000, 99_999);

/** How a number may stand in YAML; `after` is how it must stand after the edit. */
function yamlValue(r, from, to) {
  return r.pick([
    { now: `${from}`, then: `${to}` },
    { now: `${from}`, then: `${to}` },
    { now: `"${from}"`, then: `"${to}"` },
    { now: `'${from}'`, then: `'${to}'` },
    { now: `&own ${from}`, then: `&own ${to}` },
    { now: `!!int ${from}`, then: `!!int ${to}` },
    { now: `0x${from.toString(16)}`, then: `${to}` },
    { now: '*common', then: `${to}`, needs: 'common' },
    { now: '~', then: `${to}` },
    { now: 'null', then: `${to}` },
  ]);
}

const otherKeys = [
  'topology.debug',
  'topology.message.timeout.secs',
  'app.name',
  'kafka.topic',
  'topology.worker.childopts',
  'greeting',
];
const otherValue = (r) =>
  r.pick([
    'false',
    '30',
    '"text: with # both"',
    "'it''s'",
    'plain text with spaces',
    '[1, 2, "3"]',
    '{a: 1, b: [2]}',
    '-Xmx1g',
    '1.5e3',
    '2026-11-22',
    '"\\u00fc"',
    '',
  ]);

/** Other keys of a block mapping, some with comments, blank lines, nested lists or block scalars. */
function others(r, indent, names) {
  return names.flatMap((name) => {
    const kind = r.whole(0, 9);
    const key = `${indent}${quoted(r, name)}:${r.chance(0.1) ? '   ' : ' '}`;
    const own =
      kind === 0
        ? [`${key}|`, `${indent}  line one # no comment`, '', `${indent}  line: two`]
        : kind === 1
          ? [`${key}>-`, `${indent}  folded`, `${indent}  text`]
          : kind === 2
            ? [
                `${key.trimEnd()}${tail(r)}`,
                `${indent}  - one${tail(r)}`,
                `${indent}  - two: 2`,
                `${indent}    three: 3`,
              ]
            : [`${key}${otherValue(r)}${tail(r)}`];
    return [...(r.chance(0.2) ? [''] : []), ...(r.chance(0.2) ? [`${indent}${comment(r)}`] : []), ...own];
  });
}

const some = (r, names) => names.filter(() => r.chance(0.5));

/** Lines become text; MARK lines are where the edit is. */
function finish(r, { name, lines, target, value, insert, refused = false, path, encoding = 'utf8' }) {
  const eol = r.chance(0.3) ? '\r\n' : '\n';
  const bom = encoding === 'utf8' && !name.endsWith('.properties') && r.chance(0.15) ? '\uFEFF' : '';
  const end = r.chance(0.8) ? eol : '';
  const text = bom + lines.join(eol) + end;
  const at = text.indexOf('\u0001');
  if (at < 0) return { name, text, target, value, insert, refused, path, encoding };
  const [before = '', now = '', then = '', after = ''] = text.split('\u0001');
  return {
    name,
    text: before + now + after,
    before,
    then,
    after,
    target,
    value,
    insert: false,
    refused,
    path,
    encoding,
  };
}

const mark = (now, then) => `\u0001${now}\u0001${then}\u0001`;

function flux(r) {
  const to = wanted(r);
  const value = yamlValue(r, former(r), to);
  const key = 'topology.max.spout.pending';
  const what = r.pick(['setting', 'setting', 'setting-missing', 'component', 'component-missing']);
  const config =
    what === 'setting-missing'
      ? r.pick(['block', 'flow', 'flow-lines', 'none', 'empty'])
      : r.pick(['block', 'block', 'flow', 'flow-lines']);
  const step = ' '.repeat(r.pick([2, 2, 4]));
  const needs = new Set(value.needs ? [value.needs] : []);
  const refused = what === 'setting' && value.now.startsWith('&own') && r.chance(0.5);
  const inFlow = what === 'component' && r.chance(0.3);
  const componentValue = inFlow || what !== 'component' ? { now: '3', then: `${to}` } : value;
  const pair =
    what === 'setting'
      ? `${quoted(r, key)}:${r.chance(0.1) ? '      ' : ' '}${mark(value.now, value.then)}`
      : null;
  const lines = [
    ...(r.chance(0.5) ? [comment(r), comment(r)] : []),
    ...(r.chance(0.2) ? ['---'] : []),
    `name: ${r.pick(['words', '"words"', "'words'"])}${tail(r)}`,
    ...(needs.has('common') || r.chance(0.2) ? [`x-common: &common ${former(r)}`] : []),
    ...(r.chance(0.2) ? ['x-base: &base', `${step}topology.tick: 5`] : ['x-none: 1']),
  ];
  const hasBase = lines.some((l) => l.includes('&base'));
  if (config === 'block' || config === 'empty') {
    lines.push(`config:${config === 'empty' ? tail(r) : r.chance(0.3) ? tail(r) : ''}`);
    if (config === 'block') {
      lines.push(`${step}topology.workers: 1${tail(r)}`);
      if (hasBase) lines.push(`${step}<<: *base`);
      lines.push(...others(r, step, some(r, otherKeys)));
      if (pair !== null) lines.push(`${step}${pair}${tail(r)}`);
      lines.push(...others(r, step, some(r, ['topology.stats', 'zeta', 'load.rate'])));
      if (r.chance(0.2)) lines.push(`${step}${comment(r)}`);
    }
  } else if (config !== 'none') {
    const items = [
      'topology.workers: 1',
      ...some(r, ['topology.debug: false', '"app.list": [1, 2]', 'app.text: "a, b: c"']),
      ...(pair === null ? [] : [pair]),
      ...some(r, ['zeta: 1.5']),
    ];
    if (config === 'flow')
      lines.push(
        `config: {${r.chance(0.5) ? ' ' : ''}${items.join(', ')}${r.chance(0.5) ? ' ' : ''}}${tail(r)}`,
      );
    else
      lines.push(
        'config: {',
        ...items.map(
          (item, i) =>
            `${step}${item}${i < items.length - 1 ? ',' : ''}${r.chance(0.1) ? ` ${comment(r)}` : ''}`,
        ),
        '  }',
      );
  }
  if (refused) lines.push('x-refers: *own');
  if (r.chance(0.2)) lines.push('');
  const dash = r.pick(['', '  ']);
  lines.push(
    'spouts:',
    `${dash}- id: text`,
    `${dash}  className: "org.example.Text"`,
    `${dash}  parallelism: 1`,
  );
  lines.push('bolts:', ...(r.chance(0.3) ? [`${dash}${comment(r)}`] : []));
  const parallelism =
    what === 'component-missing'
      ? []
      : [`parallelism: ${what === 'component' ? mark(componentValue.now, componentValue.then) : 2}`];
  if (inFlow || (what === 'component-missing' && r.chance(0.3))) {
    lines.push(
      `${dash}- {id: split, className: org.example.Split${parallelism.map((p) => `, ${p}`).join('')}}${tail(r)}`,
    );
  } else {
    const fields = [
      'id: split',
      'className: org.example.Split',
      ...parallelism,
      ...some(r, ['numTasks: 16', 'constructorArgs: [1, two]']),
    ];
    if (r.chance(0.3)) fields.reverse();
    lines.push(...fields.map((field, i) => `${dash}${i === 0 ? '- ' : '  '}${field}${tail(r)}`));
    if (r.chance(0.3))
      lines.push(
        `${dash}  configMethods:`,
        `${dash}    - name: withField`,
        `${dash}      args: [${r.whole(1, 9)}]`,
      );
  }
  lines.push(`${dash}- id: count`, `${dash}  className: org.example.Count`, `${dash}  parallelism: 2`);
  lines.push('streams:', `${dash}- {from: text, to: split, grouping: {type: SHUFFLE}}${tail(r)}`);
  const several = r.chance(0.15);
  if (several)
    lines.push('---', ...(r.chance(0.5) ? [comment(r)] : []), 'unrelated: {topology: x}', 'other: [1, 2]');
  const component = what.startsWith('component');
  const target = component
    ? { kind: 'component', component: 'split', field: 'parallelism' }
    : { kind: 'setting', key };
  const path = component ? [0, 'bolts', 0, 'parallelism'] : [0, 'config', key];
  return finish(r, {
    name: r.pick(['words.yaml', 'words.flux.yml']),
    lines,
    target,
    value: to,
    insert: what.endsWith('missing'),
    refused,
    path,
  });
}

/** A flat file: much commented out, few keys. */
function storm(r) {
  const to = wanted(r);
  const value = yamlValue(r, former(r), to);
  const [key, family] = r.pick([
    ['topology.max.spout.pending', 'topology.'],
    ['executor.metrics.frequency.secs', 'executor.'],
    ['supervisor.localizer.update.blob.interval.secs', 'supervisor.'],
  ]);
  const isMissing = r.chance(0.4);
  const lines = [
    '########### These MUST be filled in for a storm configuration',
    ...(r.chance(0.3) ? ['%YAML 1.1', '---'].slice(1) : []),
    `${r.chance(0.5) ? '# ' : ''}storm.zookeeper.servers:`,
  ];
  if (lines.at(-1).startsWith('#')) lines.push('#     - "server1"');
  else lines.push('    - "server1"', '    - "server2"');
  lines.push(
    '# nimbus.seeds: ["host1", "host2", "host3"]',
    ...others(r, '', some(r, ['nimbus.childopts', 'ui.port', `${family}other`, 'storm.local.dir'])),
  );
  if (value.needs || r.chance(0.2)) lines.push(`x.common: &common ${former(r)}`);
  if (!isMissing)
    lines.push(
      `${quoted(r, key)} ${r.chance(0.2) ? ' ' : ''}: ${mark(value.now, value.then)}${tail(r)}`
        .replace('  :', ':')
        .replace(' :', ':'),
    );
  lines.push(...others(r, '', some(r, ['drpc.servers', `${family}last`, 'zz'])));
  if (r.chance(0.4)) lines.push('', comment(r), '## Locations of the drpc servers', '#     - "server1"');
  if (isMissing && !lines.some((l) => /^['"\w]/.test(l))) lines.push('ui.host: localhost');
  return finish(r, {
    name: 'storm.yaml',
    lines,
    target: { kind: 'setting', key },
    value: to,
    insert: isMissing,
    path: [0, key],
  });
}

/** Heron's cluster files: dotted keys, comments above each. */
function heron(r) {
  const to = wanted(r);
  const value = yamlValue(r, former(r), to);
  const key = 'heron.streammgr.cache.drain.size.mb';
  const isMissing = r.chance(0.3);
  const lines = [
    comment(r),
    ...others(r, '', [
      'heron.logging.directory',
      ...some(r, ['heron.logging.maximum.files', 'heron.check.tmanager.location.interval.sec']),
    ]),
  ];
  if (value.needs) lines.push(`heron.common: &common ${former(r)}`);
  lines.push('### heron.streammgr.* configs ###', '', 'heron.streammgr.mempool.max.message.number: 512');
  if (!isMissing) lines.push(comment(r), `${key}: ${mark(value.now, value.then)}${tail(r)}`);
  lines.push(
    '',
    ...others(
      r,
      '',
      some(r, ['heron.instance.tuning.interval.ms', 'heron.tmanager.stmgr.state.timeout.sec']),
    ),
  );
  return finish(r, {
    name: 'heron_internals.yaml',
    lines,
    target: { kind: 'setting', key },
    value: to,
    insert: isMissing,
    path: [0, key],
  });
}

function json(r) {
  const to = wanted(r);
  const key = 'topology.max.spout.pending';
  const isMissing = r.chance(0.4);
  const now = r.pick([
    [`${former(r)}`, `${to}`],
    [`"${former(r)}"`, `"${to}"`],
    ['null', `${to}`],
    [`${former(r)}.0`, `${to}`],
  ]);
  const colon = r.pick([':', ': ', ' : ']);
  const items = [
    ...some(r, [
      '"name": "größer, \\"x\\""',
      '"list": [1, {"topology.max.spout.pending": 5}, []]',
      '"deep": {"a": {"b": null}}',
      '"uni": "\\ud83d\\ude00\\/"',
      '"empty": {}',
      '"n": -1.5E+3',
    ]),
    ...(isMissing ? [] : [`"${key}"${colon}${mark(...now)}`]),
    ...some(r, ['"last": true', '"topology.workers": 2']),
  ];
  const [gap, tab] = r.pick([
    ['', ''],
    [' ', ' '],
    ['lines', '  '],
    ['lines', '\t'],
    ['lines', '    '],
  ]);
  const lines =
    gap === 'lines'
      ? ['{', ...items.map((item, i) => `${tab}${item}${i < items.length - 1 ? ',' : ''}`), '}']
      : [`{${gap}${items.join(`,${gap}`)}${gap}}`];
  const blank = r.chance(0.1) ? [''] : [];
  return finish(r, {
    name: 'conf.json',
    lines: [...blank, ...lines],
    target: { kind: 'setting', key },
    value: to,
    insert: isMissing,
    path: [key],
  });
}

function properties(r) {
  const to = wanted(r);
  const key = 'topology.max.spout.pending';
  const isMissing = r.chance(0.4);
  const separator = r.pick(['=', ' = ', ':', ' : ', ' ', '\t', '= ']);
  const latin = r.chance(0.3);
  const odd = latin ? 'stra\u00dfe=gr\u00fc\u00df' : 'caf\\u00e9=na\\u00efve';
  const lines = [
    ...some(r, ['# comment', '! another = one', '', '   # indented']),
    ...some(
      r,
      [
        odd,
        'kafka.topic=lines',
        'long.value = one, \\',
        '    two, \\',
        '   three',
        'with\\ space=1',
        'with\\:colon : 2',
        'empty=',
        'bare',
        'topology.workers=1',
      ].slice(0, 2),
    ),
    ...(r.chance(0.5) ? ['long.value = one, \\', '    two, \\', '  # not a comment'] : []),
    ...(isMissing
      ? []
      : [
          `${r.chance(0.2) ? '  ' : ''}${key}${separator}${mark(`${former(r)}`, `${to}`)}${r.chance(0.1) ? '  ' : ''}`,
        ]),
    ...some(r, [
      'topology.workers=1',
      'with\\:colon : 2',
      'empty=',
      'path=C\\:\\\\tmp',
      '#topology.max.spout.pending=5',
    ]),
  ];
  return finish(r, {
    name: 'app.properties',
    lines,
    target: { kind: 'setting', key },
    value: to,
    insert: isMissing,
    path: [key],
    encoding: latin ? 'latin1' : 'utf8',
  });
}

/** @param edit the new text; null where nothing was done; throws where it was refused */
export function wrongWith(one, edit) {
  let result;
  try {
    result = edit(one);
  } catch (thrown) {
    if (one.refused && thrown.code === 'TRIMTAB_E_FILE_PLACE') return null;
    return `refused: ${thrown.code ?? ''} ${thrown.message}`;
  }
  if (one.refused) return 'a shared value was changed';
  if (result === null) return 'nothing was done';
  const expected = one.insert ? null : one.before + one.then + one.after;
  if (expected !== null && result !== expected)
    return `bytes outside the edit differ, or the value is written otherwise`;
  if (one.insert && !isOnePieceMore(one.text, result)) return 'more than one piece was put in';
  const found = valueAt(read(one.name, result), one.path);
  if (Number(found) !== one.value) return `read again it is ${JSON.stringify(found)}, not ${one.value}`;
  return null;
}

/** Bytes, not characters: what is compared is what would be on the disk. */
function isOnePieceMore(before, after) {
  const [a, b] = [Buffer.from(before), Buffer.from(after)];
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return start + end === a.length && b.length > a.length;
}

/** By other means than the rewriting itself: the plain values of the library, of JSON, or of a line. */
function read(name, text) {
  if (name.endsWith('.json')) return JSON.parse(text.replace(/^\uFEFF/, ''));
  if (name.endsWith('.properties')) {
    const lines = text
      .split(/\r?\n/)
      .map((line) => /^\s*(topology\.max\.spout\.pending)[=:\s]\s*[=:]?\s*(\S*)/.exec(line));
    return Object.fromEntries(lines.filter((m) => m !== null).map(([, key, value]) => [key, value]));
  }
  return parseAllDocuments(text, { version: '1.1' }).map((d) => d.toJS());
}

function valueAt(value, path) {
  return path.reduce((at, key) => at?.[key], value);
}

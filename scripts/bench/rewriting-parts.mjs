// Parts of configuration files as people write them, at random: comments, quoting, values, other keys, line ends.
export class Dice {
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
export const comment = (r) =>
  `# ${Array.from({ length: r.whole(1, 5) }, () => r.pick(words)).join(' ')}${r.chance(0.02) ? ' long'.repeat(4000) : ''}`;
export const tail = (r) =>
  r.chance(0.3) ? `${' '.repeat(r.whole(1, 6))}${comment(r)}` : r.chance(0.05) ? '   ' : '';
export const quoted = (r, key) => r.pick([key, key, key, `"${key}"`, `'${key}'`]);
/** Never the value that the edit sets. */
export const former = (r) => r.whole(2, 900);
export const wanted = (r) => r.whole(1000, 99_999);

/** How a number may stand in YAML; `becomes` is how it must stand after the edit. */
export function yamlValue(r, from, to) {
  return r.pick([
    { now: `${from}`, becomes: `${to}` },
    { now: `${from}`, becomes: `${to}` },
    { now: `"${from}"`, becomes: `"${to}"` },
    { now: `'${from}'`, becomes: `'${to}'` },
    { now: `&own ${from}`, becomes: `&own ${to}` },
    { now: `!!int ${from}`, becomes: `!!int ${to}` },
    { now: `0x${from.toString(16)}`, becomes: `${to}` },
    { now: '*common', becomes: `${to}`, needs: 'common' },
    { now: '~', becomes: `${to}` },
    { now: 'null', becomes: `${to}` },
  ]);
}

export const otherKeys = [
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
export function others(r, indent, names) {
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

export const pendingKey = 'topology.max.spout.pending';
/** Each with even chance, in their order. */
export const some = (r, names) => names.filter(() => r.chance(0.5));

/** Lines become text; MARK lines are where the edit is. */
export function finish(r, { name, lines, target, value, insert, refused = false, path, encoding = 'utf8' }) {
  const eol = r.chance(0.3) ? '\r\n' : '\n';
  const bom = encoding === 'utf8' && !name.endsWith('.properties') && r.chance(0.15) ? '\uFEFF' : '';
  const end = r.chance(0.8) ? eol : '';
  const text = bom + lines.join(eol) + end;
  const at = text.indexOf('\u0001');
  if (at < 0) return { name, text, target, value, insert, refused, path, encoding };
  const [before = '', now = '', becomes = '', after = ''] = text.split('\u0001');
  return {
    name,
    text: before + now + after,
    before,
    becomes,
    after,
    target,
    value,
    insert: false,
    refused,
    path,
    encoding,
  };
}

export const mark = (now, becomes) => `\u0001${now}\u0001${becomes}\u0001`;

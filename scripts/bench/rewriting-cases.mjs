// Configuration files as people write them, made at random, each with one edit and what must become of it; for the bench and a test.
import { flux } from './rewriting-flux.mjs';
import {
  comment,
  Dice,
  finish,
  former,
  mark,
  others,
  pendingKey,
  quoted,
  some,
  tail,
  wanted,
  yamlValue,
} from './rewriting-parts.mjs';

/**
 * Every case knows, without any parser, which bytes may change: `before` and `after` stand around the edit, `becomes` between them.
 * @param random numbers from 0 to 1
 */
export function rewritingCase(random) {
  const r = new Dice(random);
  const make = r.pick([flux, flux, flux, storm, storm, json, json, properties, heron]);
  return make(r);
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
    ...(r.chance(0.3) ? ['---'] : []),
    `${r.chance(0.5) ? '# ' : ''}storm.zookeeper.servers:`,
  ];
  if (lines.at(-1).startsWith('#')) lines.push('#     - "server1"');
  else lines.push('    - "server1"', '    - "server2"');
  lines.push(
    '# nimbus.seeds: ["host1", "host2", "host3"]',
    ...others(r, '', some(r, ['nimbus.childopts', 'ui.port', `${family}other`, 'storm.local.dir'])),
  );
  if (value.needs || r.chance(0.2)) lines.push(`x.common: &common ${former(r)}`);
  if (!isMissing) lines.push(`${quoted(r, key)}: ${mark(value.now, value.becomes)}${tail(r)}`);
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
  if (!isMissing) lines.push(comment(r), `${key}: ${mark(value.now, value.becomes)}${tail(r)}`);
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
  const key = pendingKey;
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
  const key = pendingKey;
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

// Storm's ways to write numbers, times and links in its REST answers.

/** StatsUtil.floatStr: a string with three decimals, also for zero. */
export function floatText(value: number): string {
  return value.toFixed(3);
}

/** UIHelpers.prettyUptimeSec: "8m 43s", "1d 0h 0m 0s", and nothing at all for 0. */
export function uptimeText(seconds: number): string {
  if (seconds <= 0) return '';
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}

/** "All time" or the window's length; null where Java's Integer.parseInt would throw. */
export function windowText(window: string): string | null {
  if (window === ':all-time') return 'All time';
  return /^[+-]?\d+$/.test(window) ? uptimeText(Number(window)) : null;
}

export function workerLogLink(host: string, port: number, topologyId: string): string {
  return `http://${host}:8000/api/v1/log?file=${encodeURIComponent(`${topologyId}/${port}/worker.log`)}`;
}

export function daemonLogLink(host: string, file: string): string {
  return `http://${host}:8000/api/v1/daemonlog?file=${file}`;
}

/** Stream names as the visualisation wants them: letters and digits only at the front, `_s` before a system stream. */
export function saneStream(stream: string): string {
  return stream.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^([^A-Za-z])/, '_s$1');
}

export function isSystem(name: string): boolean {
  return name.startsWith('__');
}

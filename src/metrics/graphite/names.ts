// How names of Storm look in Graphite, and whose a series is: by known ids and components only, never by guessing.
import type { Series } from './series.js';

/** Graphite's sender puts a dash for any white space in a line's name, and trims it (Dropwizard's GraphiteSanitize). */
function sanitized(name: string): string {
  return name.replace(/[ \t\n\v\f\r]+/g, '-');
}

/** Storm puts an underscore for each dot in hosts, components and streams; ids stay, and have no dot (StormMetricRegistry). */
export function graphiteComponent(name: string): string {
  return sanitized(name.replaceAll('.', '_'));
}

/** What the subjects of a topology's series begin with. */
export function subjectPrefix(topologyId: string): string {
  return `${sanitized(topologyId)}.`;
}

/** A series with the component and the host it belongs to. */
export interface Owned {
  readonly series: Series;
  /** As the engine has it. */
  readonly component: string;
  /** Host (dots as underscores) and port. */
  readonly worker: string;
}

/** The series of components that are known. Components that Graphite writes alike cannot be told apart: neither gets any. */
export function ownedBy(
  topologyId: string,
  components: readonly string[],
  series: readonly Series[],
): Owned[] {
  const known = uniqueNames(components);
  const prefix = subjectPrefix(topologyId);
  return series.flatMap((one) => {
    const [host, written, , ...more] = one.subject.slice(prefix.length).split('.');
    const component = written === undefined ? undefined : known.get(written);
    if (!host || component === undefined || more.length > 0) return [];
    return [{ series: one, component, worker: `${host}:${one.port}` }];
  });
}

function uniqueNames(components: readonly string[]): Map<string, string> {
  const byWritten = new Map<string, string>();
  const twice = new Set<string>();
  for (const name of new Set(components)) {
    const written = graphiteComponent(name);
    if (byWritten.has(written)) twice.add(written);
    byWritten.set(written, name);
  }
  for (const written of twice) byWritten.delete(written);
  return byWritten;
}

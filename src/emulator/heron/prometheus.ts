// A Prometheus that scrapes the simulated containers, as far as Trimtab asks one, and beside it what it scrapes: /metrics of their sinks.
import Fastify, { type FastifyInstance } from 'fastify';
import type { World } from '../../simulator/index.js';
import { place } from './plans.js';
import { type PrometheusSink, queueSize } from './prometheus-sink.js';

/** @param catchUp brings the world to the present before an answer is made */
export function heronPrometheus(world: World, sink: PrometheusSink, catchUp: () => void): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true });
  server.addHook('onRequest', (_request, _reply, done) => {
    catchUp();
    done();
  });
  const topology = (): string => world.topologies()[0]?.name ?? '';
  const now = (): number => Math.floor(world.nowMs() / 1000);
  server.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(exposition(sink, topology(), world.nowMs())),
  );
  server.get('/api/v1/query', (request, reply) => {
    const { query } = request.query as { readonly query?: string };
    const asked = parse(query ?? '');
    if (asked === null) {
      const error = `the simulated Prometheus answers one query, ${example}; not ${JSON.stringify(query)}`;
      return reply.code(400).send({ status: 'error', errorType: 'bad_data', error });
    }
    const own: Readonly<Record<string, string>> = { __name__: nameOf(queueSize), ...labelsOf(topology()) };
    const matches = Object.entries(asked.labels).every(([label, value]) => (own[label] ?? '') === value);
    const sizes = matches ? sink.queueSizes(now(), asked.seconds) : new Map<string, number>();
    const result = [...sizes].map(([instance_id, size]) => ({
      metric: { instance_id },
      value: [world.nowMs() / 1000, String(size)],
    }));
    return reply.send({ status: 'success', data: { resultType: 'vector', result } });
  });
  return server;
}

const example = `max by (instance_id) (avg_over_time(${nameOf(queueSize)}{LABEL="VALUE",…}[2m]))`;

interface Asked {
  /** Wanted, with the name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly seconds: number;
}

function parse(query: string): Asked | null {
  const shape = /^max by \(instance_id\) \(avg_over_time\((\w+)\{(.*)\}\[(\d+)m\]\)\)$/s.exec(query);
  const [, name, matchers = '', minutes] = shape ?? [];
  if (name === undefined) return null;
  const matcher = /(\w+)="((?:[^"\\\n]|\\.)*)"(?:,|$)/gs;
  const labels = [...matchers.matchAll(matcher)].map(
    ([, label = '', value = '']) => [label, unquoted(value)] as const,
  );
  if (matchers.replace(matcher, '') !== '') return null;
  return { labels: { __name__: name, ...Object.fromEntries(labels) }, seconds: 60 * Number(minutes) };
}

function unquoted(text: string): string {
  return text.replace(/\\(?:x([\da-f]{2})|(.))/gis, (_, hex?: string, one?: string) =>
    hex === undefined ? (one === 'n' ? '\n' : (one ?? '')) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function labelsOf(topology: string): Readonly<Record<string, string>> {
  const { cluster, role, environ } = place;
  return { topology, cluster_role_env: `${cluster}/${role}/${environ}` };
}

/** As PrometheusSink.generateResponse writes it: labels in the order of their names, nothing escaped, and the time of the scrape. */
function exposition(sink: PrometheusSink, topology: string, nowMs: number): string {
  const lines = sink.exposed(nowMs / 1000).flatMap(([instance_id, { component, values }]) => {
    // The real one goes by __execute-time-ns and __next-tuple-count, which the simulated instances do not export.
    const isBolt = [...values.keys()].some((metric) => metric.startsWith('__execute-count'));
    const component_type = isBolt ? 'bolt' : 'spout';
    const labels = Object.entries({ ...labelsOf(topology), component, component_type, instance_id })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, value]) => `${label}="${value}"`);
    return [...values].map(
      ([metric, value]) => `${nameOf(metric)}{${labels.join(',')}} ${javaDouble(value)} ${Math.floor(nowMs)}`,
    );
  });
  return lines.map((line) => `${line}\n`).join('');
}

function nameOf(metric: string): string {
  return `heron_${metric.replaceAll('__', '').toLowerCase()}`.replace(/\W/g, '_');
}

function javaDouble(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

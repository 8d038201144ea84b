// The Tracker's REST API: which generation it is, and one function for each thing that is read of a topology.
import type { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { type GetJson, type HttpOptions, httpReader } from '../rest/http.js';
import { readBody } from '../rest/read-body.js';
import type { HeronPlace } from '../types.js';
import { trackerDialect, type Unwrapped, unwrap } from './answers.js';
import {
  clustersSchema,
  type ExecutionState,
  exceptionsSchema,
  type Info,
  infoSchema,
  metricsSchema,
  type QuerySeries,
  querySchema,
  statesSchema,
  type Timeline,
  type TrackedException,
  timelineSchema,
} from './schemas.js';

/** A topology as the Tracker's paths name it. */
export interface Named extends HeronPlace {
  readonly name: string;
}

/** Seconds since the epoch, by the topology manager's clock; the end may lie ahead. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Tracker {
  /** Generation, version where it is told, and the names of its state managers. */
  detect(signal: AbortSignal): Promise<Unwrapped & { readonly clusters: readonly string[] }>;
  states(signal: AbortSignal): Promise<ExecutionState[]>;
  info(topology: Named, signal: AbortSignal): Promise<Info>;
  /** The topology manager's time, in seconds since the epoch. */
  now(topology: Named, component: string, signal: AbortSignal): Promise<number>;
  timeline(
    topology: Named,
    component: string,
    metrics: readonly string[],
    span: Span,
    signal: AbortSignal,
  ): Promise<Timeline>;
  query(topology: Named, query: string, span: Span, signal: AbortSignal): Promise<QuerySeries>;
  exceptions(topology: Named, component: string, signal: AbortSignal): Promise<TrackedException[]>;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function tracker(options: HttpOptions): Tracker {
  const get = httpReader(options, trackerDialect);
  let detected: Promise<Unwrapped & { clusters: readonly string[] }> | undefined;
  const detect: Tracker['detect'] = async (signal) => {
    const reading = readClusters(get, signal);
    detected = reading;
    try {
      return await reading;
    } catch (error) {
      detected = undefined;
      throw error;
    }
  };
  const read = async <S extends z.ZodType>(
    schema: S,
    path: string,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<z.output<S>> => {
    const full = withParameters(path, parameters);
    return readBody(schema, full, unwrap(await get(full, signal)).payload);
  };
  const queryPath = async (signal: AbortSignal): Promise<string> => {
    const { generation } = await (detected ?? detect(signal));
    return generation === 'fastapi' ? '/topologies/metrics/query' : '/topologies/metricsquery';
  };
  return {
    detect,
    states: async (signal) =>
      Object.values(await read(statesSchema, '/topologies/states', [], signal)).flatMap((environs) =>
        Object.values(environs).flatMap((names) => Object.values(names)),
      ),
    info: (topology, signal) => read(infoSchema, '/topologies/info', named(topology), signal),
    now: async (topology, component, signal) => {
      // For all time (-1) the answer's interval is the present.
      const asked = [
        ...named(topology),
        ['component', component],
        ['metricname', uptimeMetric],
        ['interval', '-1'],
      ] as const;
      const { interval } = await read(metricsSchema, '/topologies/metrics', asked, signal);
      return interval;
    },
    timeline: async (topology, component, metrics, span, signal) => {
      const asked = [
        ...named(topology),
        ['component', component],
        ...metrics.map((metric) => ['metricname', metric] as const),
        ...within(span),
      ] as const;
      // The one path that both generations have; /metrics/timeline fails as a whole where a single value is NaN.
      return (await read(timelineSchema, '/topologies/metricstimeline', asked, signal)).timeline;
    },
    query: async (topology, query, span, signal) => {
      const asked = [...named(topology), ['query', query], ...within(span)] as const;
      const path = await queryPath(signal);
      try {
        return (await read(querySchema, path, asked, signal)).timeline;
      } catch (error) {
        // The Tracker was replaced by one of the other generation: asked anew next time.
        if (error instanceof TrimtabError && error.code === 'TRIMTAB_E_PATH_UNKNOWN') detected = undefined;
        throw error;
      }
    },
    exceptions: async (topology, component, signal) => {
      const asked = [...named(topology), ['component', component]] as const;
      try {
        return await read(exceptionsSchema, '/topologies/exceptions', asked, signal);
      } catch (error) {
        // What has thrown nothing since the topology manager began is unknown to it.
        const none = error instanceof TrimtabError && error.code === 'TRIMTAB_E_COMPONENT_UNKNOWN';
        if (none) return [];
        throw error;
      }
    },
  };
}

/** Every JVM has it, whatever its component does. */
export const uptimeMetric = '__jvm-uptime-secs';

async function readClusters(get: GetJson, signal: AbortSignal) {
  const path = '/clusters';
  const unwrapped = unwrap(await get(path, signal));
  const read = clustersSchema.safeParse(unwrapped.payload);
  if (read.success) return { ...unwrapped, clusters: read.data };
  throw new TrimtabError(
    'TRIMTAB_E_NOT_TRACKER',
    `${path}: JSON came, but not the list of clusters that a Heron Tracker has there`,
  );
}

type Parameters = readonly (readonly [name: string, value: string])[];

function named({ cluster, role, environ, name }: Named): Parameters {
  return [
    ['cluster', cluster],
    ...(role === '' ? [] : [['role', role] as const]),
    ['environ', environ],
    ['topology', name],
  ];
}

function within({ from, to }: Span): Parameters {
  return [
    ['starttime', String(Math.floor(from))],
    ['endtime', String(Math.ceil(to))],
  ];
}

function withParameters(path: string, parameters: Parameters): string {
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return query === '' ? path : `${path}?${query}`;
}

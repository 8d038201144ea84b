// Every recorded answer of the real Trackers, both generations: parsed, or turned into an error of its own.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorOfTracker, unwrap } from '../../../src/clusters/heron/answers.js';
import {
  clustersSchema,
  configSchema,
  exceptionsSchema,
  executionStateSchema,
  infoSchema,
  logicalPlanSchema,
  metricsSchema,
  packingPlanSchema,
  physicalPlanSchema,
  querySchema,
  statesSchema,
  timelineSchema,
  topologiesSchema,
  tracked,
} from '../../../src/clusters/heron/schemas.js';
import { recordedTracker, recordedTrackerBody, requireShared, sharedIsHere } from '../../shared.js';

requireShared('recorded answers of Heron Trackers');

/** Pages that Trimtab reads, and those it never asks for: their bodies only have to be JSON. */
const readers: readonly (readonly [RegExp, z.ZodType])[] = [
  [/^\/clusters$/, clustersSchema],
  [/^\/topologies\/?(\?|$)|^\/$/, topologiesSchema],
  [/^\/topologies\/states/, statesSchema],
  [/^\/topologies\/info/, infoSchema],
  [/^\/topologies\/config/, configSchema],
  [/^\/topologies\/logicalplan/, logicalPlanSchema],
  [/^\/topologies\/packingplan/, packingPlanSchema],
  [/^\/topologies\/physicalplan/, physicalPlanSchema],
  [/^\/topologies\/executionstate/, executionStateSchema],
  [/^\/topologies\/(metrics\/timeline|metricstimeline)/, timelineSchema],
  [/^\/topologies\/(metrics\/query|metricsquery)/, querySchema],
  [/^\/topologies\/metrics\?/, metricsSchema],
  [/^\/topologies\/exceptions\?/, exceptionsSchema],
  [
    /^\/(machines|openapi.json)|^\/topologies\/(runtimestate|metadata|schedulerlocation|exceptionsummary)/,
    z.unknown(),
  ],
];

function readerOf(path: string): z.ZodType {
  const found = readers.find(([pattern]) => pattern.test(path));
  if (found === undefined) throw new Error(`no reader for ${path}`);
  return found[1];
}

describe.skipIf(!sharedIsHere).each(['fastapi', 'tornado'] as const)(
  'a recorded Tracker (%s)',
  (generation) => {
    const answers = recordedTracker(generation);
    const isJson = (file: string): boolean => file.endsWith('.json');
    const good = answers.filter(({ status, file }) => status < 400 && isJson(file));
    const bad = answers.filter(({ status }) => status >= 400);

    it('was recorded', () => {
      expect(good.length).toBeGreaterThan(60);
      expect(bad.length).toBeGreaterThan(20);
    });

    it.each(good)('$file is read', ({ file, path }) => {
      const unwrapped = unwrap(JSON.parse(recordedTrackerBody(generation, file)));
      expect(unwrapped.generation).toBe(generation);
      expect(readerOf(path).safeParse(unwrapped.payload).error?.issues).toBeUndefined();
    });

    it.each(bad)(
      '$file is an error of one line, and none of its stack',
      ({ file, path, status, contentType }) => {
        const body = recordedTrackerBody(generation, file);
        const error = errorOfTracker(path, status, contentType, body, parsed(body));
        expect(error.message).not.toContain('\n');
        expect(error.exitCode).toBe(3);
        expect(error.next).not.toBe('');
      },
    );

    it('what is not there, or not up, has a code of its own', () => {
      const codeOf = (name: string): string => {
        const entry = answers.find(({ file }) => file.startsWith(`${name}.`));
        if (entry === undefined) throw new Error(`${name} was not recorded`);
        const body = recordedTrackerBody(generation, entry.file);
        return errorOfTracker(entry.path, entry.status, entry.contentType, body, parsed(body)).code;
      };
      for (const name of ['info', 'packingplan', 'metrics', 'query']) {
        expect(codeOf(`unknown-topology-${name}`)).toBe('TRIMTAB_E_TOPOLOGY_GONE');
      }
      expect(codeOf('wrong-role')).toBe('TRIMTAB_E_TOPOLOGY_GONE');
      expect(codeOf('outage-metrics')).toBe('TRIMTAB_E_TMANAGER');
      expect(codeOf('outage-query')).toBe('TRIMTAB_E_TMANAGER');
      expect(codeOf('unknown-path')).toBe('TRIMTAB_E_PATH_UNKNOWN');
      expect(codeOf('query-bad-lowercase')).toBe('TRIMTAB_E_ENGINE_FAILED');
      expect(codeOf('missing-all')).toBe('TRIMTAB_E_ENGINE_FAILED');
    });
  },
);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

describe('a topology manager that does not answer', () => {
  const fastapi = (said: string): unknown => `request failed: ${said}`;
  const tornado = (message: string): unknown => ({ status: 'failure', tracker_version: '0.20.4', message });
  it.each([
    ['whose host name is gone', 500, fastapi('[Errno -2] Name or service not known')],
    ['of several addresses, none of which answers', 500, fastapi('All connection attempts failed')],
    ['that hangs: the time-outs of httpx have no text', 500, fastapi('')],
    ['that hangs', 404, tornado('HTTP 599: Timeout during request')],
    ['that is not known yet', 500, fastapi('No Tmanager found')],
    ['that is not known yet, for exceptions', 500, fastapi("'TManager not set yet'")],
    ['that is not known yet', 404, tornado('No Tmaster found')],
  ])('%s, has a code of its own (%i)', (_, status, json) => {
    const error = errorOfTracker('/x', status, 'application/json', JSON.stringify(json), json);
    expect(error).toMatchObject({ code: 'TRIMTAB_E_TMANAGER', exitCode: 3 });
    expect(error.next).toContain('container 0');
  });

  it('and is not known yet has no exceptions either (tornado)', () => {
    expect(exceptionsSchema.parse(null)).toEqual([]);
  });
});

describe('numbers as a Tracker writes them', () => {
  it.each([
    ['504654.000000', 504654],
    [-0.5, -0.5],
    ['nan', null],
    ['-nan', null],
    [null, null],
  ])('%j is %j', (written, read) => {
    expect(tracked.parse(written)).toBe(read);
  });

  it.each(['', 'fast', 'inf', ' '])('%j is none', (written) => {
    expect(tracked.safeParse(written).success).toBe(false);
  });
});

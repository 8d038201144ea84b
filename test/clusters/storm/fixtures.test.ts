// Every recorded answer of the real Storm UIs, 1.2.4 and 2.8: parsed, or turned into an error of its own.
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { errorOfAnswer } from '../../../src/clusters/storm/answer-errors.js';
import {
  clusterSummarySchema,
  componentPageSchema,
  decimal,
  nimbusSummarySchema,
  supervisorSummarySchema,
  topologyPageSchema,
  topologySummarySchema,
  visualizationSchema,
} from '../../../src/clusters/storm/schemas.js';
import { type Recorded, recordedAnswers, recordedBody, requireShared, sharedIsHere } from '../../shared.js';

requireShared('recorded answers of Storm');

const folders = ['storm-1.2.4', 'storm-2.8'] as const;

/** Endpoints that Trimtab reads, and those it never asks for: their bodies only have to be JSON. */
const readers: readonly (readonly [RegExp, z.ZodType | 'not read'])[] = [
  [/\/cluster\/summary$/, clusterSummarySchema],
  [/\/nimbus\/summary$/, nimbusSummarySchema],
  [/\/supervisor\/summary$/, supervisorSummarySchema],
  [/\/topology\/summary$/, topologySummarySchema],
  [/\/topology\/[^/]+\/component\//, componentPageSchema],
  [/\/topology\/[^/]+\/visualization(\?|$)/, visualizationSchema],
  [/\/topology\/[^/?]+(\?|$)/, topologyPageSchema],
  [/\/(cluster\/configuration|history\/summary|owner-resources|supervisor\?|topology-workers\/)/, 'not read'],
  [/\/topology\/[^/]+\/(metrics|lag|logconfig|visualization-init|rebalance)/, 'not read'],
];

function readerOf(path: string): z.ZodType | 'not read' {
  const found = readers.find(([pattern]) => pattern.test(path));
  if (found === undefined) throw new Error(`no reader for ${path}`);
  return found[1];
}

describe.skipIf(!sharedIsHere).each(folders)('the recorded answers of %s', (folder) => {
  const answers = recordedAnswers(folder);
  const good = answers.filter((a) => a.status < 400);
  const bad = answers.filter((a) => a.status >= 400);

  it.each(good)('$file is read', ({ file, path }: Recorded) => {
    const body: unknown = JSON.parse(recordedBody(folder, file));
    const reader = readerOf(path);
    if (reader !== 'not read') expect(reader.safeParse(body).error?.issues).toBeUndefined();
  });

  it('each failure has a message of one line that says what, not a stack trace', () => {
    const messages = bad.map(({ file, path, status, contentType }) => {
      const body = recordedBody(folder, file);
      const error = errorOfAnswer(path.replace('/api/v1', ''), status, contentType, body, parsed(body));
      expect(error.message).not.toContain('\n');
      expect(error.message.length).toBeLessThan(300);
      return `${error.code} ${error.message}`;
    });
    expect(messages.join('\n')).toMatchSnapshot();
    expect(new Set(messages).size).toBe(new Set(bad.map((b) => b.path + recordedBody(folder, b.file))).size);
  });
});

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

describe('numbers as Storm writes them', () => {
  it.each([
    ['0.123', 0.123],
    ['0,123', 0.123],
    ['0', 0],
    [64.47, 64.47],
    ['', null],
    [null, null],
    ['N/A', null],
    ['NaN', null],
    ['-3,221', null],
    [-0.5, null],
  ])('%j is %j', (written, read) => {
    expect(decimal.parse(written)).toBe(read);
  });

  it('anything else is refused, not read as 0', () => {
    expect(decimal.safeParse('fast').success).toBe(false);
  });
});

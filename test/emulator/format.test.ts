// Storm's spellings.
import { describe, expect, it } from 'vitest';
import {
  floatText,
  saneStream,
  uptimeText,
  windowText,
  workerLogLink,
} from '../../src/emulator/storm/format.js';

describe('the formats of the Storm UI', () => {
  it('writes latencies as text', () => {
    expect([0, 0.1464, 64.4788].map(floatText)).toEqual(['0.000', '0.146', '64.479']);
  });

  it('writes durations from their first part that is not zero', () => {
    const seconds = [0, 51, 523, 10_800, 86_400, 600, 60];
    expect(seconds.map(uptimeText)).toEqual([
      '',
      '51s',
      '8m 43s',
      '3h 0m 0s',
      '1d 0h 0m 0s',
      '10m 0s',
      '1m 0s',
    ]);
  });

  it('knows all time, and what is no window at all', () => {
    expect([':all-time', '600', 'soon'].map(windowText)).toEqual(['All time', '10m 0s', null]);
  });

  it('spells streams and links as the fixtures do', () => {
    expect(['default', '__ack_ack'].map(saneStream)).toEqual(['default', '_s__ack_ack']);
    expect(workerLogLink('localhost', 6700, 'wc-1-1')).toBe(
      'http://localhost:8000/api/v1/log?file=wc-1-1%2F6700%2Fworker.log',
    );
  });
});

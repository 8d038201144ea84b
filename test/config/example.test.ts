// The annotated example for Storm is valid, as it is and with every option in it switched on.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { noticesOf } from '../../src/config/index.js';
import { load } from './helpers.js';

const example = readFileSync(new URL('../../storm-conf/trimtab.yaml', import.meta.url), 'utf8');

test('storm-conf/trimtab.yaml is valid and uses nothing that this release ignores', () => {
  expect(noticesOf(load(example))).toEqual([]);
});

test('its options that are commented out are valid too', () => {
  const all = example.replace(/^( *)#(?=\S)/gm, '$1');
  expect(all).not.toBe(example);
  const { config } = load(all);
  expect(config.clusters[0]?.auth.header).toBe('Authorization');
  expect(config.topologies.defaults.blackout).toEqual([{ cron: '0 8 * * 1-5', for: 7200 }]);
});

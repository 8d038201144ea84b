// What suggest prints for people of what the cluster says of itself.
import { expect, it } from 'vitest';
import type { Suggestion } from '../../src/agent/index.js';
import { suggestionText } from '../../src/cli/suggest/text.js';

it('the first line is printed without what would move the cursor', () => {
  const cluster = { name: 'prod', engine: 'storm', version: '2.8.3', leader: 'm\u001b[31m:6627' };
  const suggestion = { cluster, topologies: [] } as unknown as Suggestion;
  expect(suggestionText(suggestion)).toBe(
    'prod  storm 2.8.3, leader m\ufffd[31m:6627: no topology is running\n',
  );
});

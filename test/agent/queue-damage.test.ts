// A damaged file of the approval queue, which the agents of all clusters look through.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { upkeep } from '../../src/agent/approval/upkeep.js';
import { Acting } from './acting.js';

let acting: Acting;
afterEach(() => acting.stop());

it('is set aside by one of two clusters that find it at the same moment, and fails the look of neither', async () => {
  acting = await Acting.start();
  const folder = join(acting.directory, 'queue');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'd1.json'), '{');
  const { agent } = acting;
  const other = { ...agent, cluster: { ...agent.cluster, name: 'other' } };
  await Promise.all([upkeep(agent), upkeep(other)]);
  expect(acting.logs.filter((l) => l.message === 'queue-damaged')).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['d1.json.damaged']);
});

// The measurement of decisions made again makes an agent by itself, which no compiler compares with what an agent needs.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/bench/replay.mjs', import.meta.url));

it('records decisions of an agent and makes them again', async () => {
  const options = ['--decisions', '2', '--policies', 'ds2', '--minutes', '5'];
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...options]);
  expect(stdout).toContain('identical: 2 of 2');
});

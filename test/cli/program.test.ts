// Which commands a command line loads.
import { expect, it } from 'vitest';
import { program } from '../../src/cli/program.js';

it('is the named one alone, or all', async () => {
  const all = (await program()).commands.map((c) => c.name());
  expect(new Set(all).size).toBe(all.length);
  for (const name of all) expect((await program(name)).commands.map((c) => c.name())).toEqual([name]);
  for (const other of ['help', '--help', 'sugest', 'constructor', ''])
    expect((await program(other)).commands.map((c) => c.name())).toEqual(all);
});

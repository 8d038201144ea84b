// Who types a command, as the journal names him.
import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { operator } from '../../src/cli/shared/operator.js';

it('is the user by name, and by number where passwd has none: a kill switch is no place to fail', () => {
  expect(operator()).toBe(userInfo().username);
  const unknown = (): never => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };
  expect(operator(unknown)).toBe(`uid ${process.getuid?.()}`);
});

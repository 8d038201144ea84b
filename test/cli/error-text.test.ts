// An error at a terminal: its lines stay, and nothing in it moves the cursor.
import { expect, it } from 'vitest';
import { errorText } from '../../src/cli/shared/error-text.js';
import { TrimtabError } from '../../src/errors/index.js';

it('keeps the lines of a message, and shows control characters as what they are not', () => {
  const message = 'two problems:\n  one\u001b[2J\n  two\r\u202e';
  const error = new TrimtabError('TRIMTAB_E_OBJECTIVE', message, { next: 'look at \u009bx' });
  expect(errorText(error)).toBe(
    'TRIMTAB_E_OBJECTIVE: two problems:\n  one\ufffd[2J\n  two\ufffd\ufffd\n  next: look at \ufffdx\n',
  );
});

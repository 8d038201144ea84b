// Prints what comes in pieces, no faster than the reader of stdout takes it.
import { once } from 'node:events';
import { shownJson } from '../../util/index.js';

/** Pieces are joined up to this: a write for each of many short lines would take most of the time. */
const enough = 64 * 1024;

/**
 * @param header stands before the first; nothing is printed where the items fail before they begin
 * @param isPartOfUse whether those before a failure are of use without the others
 * @returns how many there were, or were printed when stdout took no more
 * @throws what the items throw, once those before are printed
 */
export async function printAll<T>(
  items: AsyncIterable<T>,
  form: (item: T) => string,
  header = '',
  isPartOfUse = true,
): Promise<number> {
  let printed = 0;
  let text = header;
  try {
    for await (const item of items) {
      printed += 1;
      text += form(item);
      if (text.length < enough) continue;
      if (!(await print(text))) return printed;
      text = '';
    }
  } catch (thrown) {
    if (printed > 0 && isPartOfUse) await print(text);
    throw thrown;
  }
  await print(text);
  return printed;
}

/**
 * A JSON document of a schema and one list, as `printJson` has it, element by element: all of it at once may be longer than a text can be.
 * @throws what the items throw: of a long list the beginning was printed then, which is no document; of a short one nothing
 */
export async function printJsonList(
  schema: string,
  name: string,
  items: AsyncIterable<unknown>,
): Promise<void> {
  await printAll(jsonList(shownJson({ schema, [name]: [] }), items), (piece) => piece, '', false);
}

const emptyEnd = ']\n}';

async function* jsonList(empty: string, items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = empty.slice(0, -emptyEnd.length);
  let end = `${emptyEnd}\n`;
  for await (const item of items) {
    yield `${before}\n    ${shownJson(item).replaceAll('\n', '\n    ')}`;
    [before, end] = [',', `\n  ${emptyEnd}\n`];
  }
  yield before === ',' ? end : before + end;
}

/** @returns false where nobody reads any more, or stdout takes no more: main.ts tells that */
async function print(text: string): Promise<boolean> {
  if (process.stdout.write(text)) return true;
  return await once(process.stdout, 'drain').then(
    () => true,
    () => false,
  );
}

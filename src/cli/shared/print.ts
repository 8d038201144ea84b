// Prints what comes in pieces, no faster than the reader of stdout takes it.
import { once } from 'node:events';

/** Pieces are joined up to this: a write for each of many short lines would take most of the time. */
const enough = 64 * 1024;

/**
 * @param header stands before the first; nothing is printed where the items fail before they begin
 * @returns how many there were, or were printed when stdout took no more
 * @throws what the items throw, once those before are printed
 */
export async function printAll<T>(
  items: AsyncIterable<T>,
  form: (item: T) => string,
  header = '',
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
    if (printed > 0) await print(text);
    throw thrown;
  }
  await print(text);
  return printed;
}

/** @returns false where nobody reads any more, or stdout takes no more: main.ts tells that */
async function print(text: string): Promise<boolean> {
  if (process.stdout.write(text)) return true;
  return await once(process.stdout, 'drain').then(
    () => true,
    () => false,
  );
}

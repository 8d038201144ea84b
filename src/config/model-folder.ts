// Where a trained model lies: the one that comes with the package, or any folder.
import { fileURLToPath } from 'node:url';

/** Means the folder of the package wherever it is named; a folder of one's own of that name is ./models/default. */
export const shippedModel = 'models/default';

export function modelFolder(name: string): string {
  return name === shippedModel ? fileURLToPath(new URL(`../../${shippedModel}`, import.meta.url)) : name;
}

// Where a trained model lies: one that comes with the package, or any folder.
import { fileURLToPath } from 'node:url';

/** They mean the folders of the package wherever they are named; a folder of one's own of that name is ./models/default. */
export const shippedModel = 'models/default';
export const shippedTree = 'models/tree';

export function isShipped(name: string): boolean {
  return name === shippedModel || name === shippedTree;
}

export function modelFolder(name: string): string {
  return isShipped(name) ? fileURLToPath(new URL(`../../${name}`, import.meta.url)) : name;
}

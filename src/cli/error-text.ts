// An error as a person at a terminal gets it: its code, what happened, and the next step.
import type { TrimtabError } from '../errors/index.js';

export function errorText({ code, message, next }: TrimtabError): string {
  return `${code}: ${message}\n  next: ${next}\n`;
}

// Listens on loopback, or says why it cannot.
import { TrimtabError } from '../errors/index.js';

export const loopback = '127.0.0.1';
/** Of a name in a path: as long as Node takes a whole request to be; Fastify alone takes 100. */
export const maxParamLength = 16_384;

/** @throws TrimtabError TRIMTAB_E_PORT when the port is taken or not allowed */
export async function listening<T>(port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_PORT', `Cannot listen on ${loopback}:${port}: ${reason}`, { cause });
  }
}

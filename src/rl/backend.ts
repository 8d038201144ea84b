// The one place that chooses what computes tensors: WebAssembly or native TensorFlow, and says which and why.
import { createRequire } from 'node:module';
import { TrimtabError } from '../errors/index.js';
import { weightCount } from './layers.js';
import type { NetworkShape } from './types.js';

/** The tensor functions (tfjs-core), loaded only where something trains: use in decisions does without. */
export type TensorFunctions = typeof import('@tensorflow/tfjs-core');

export type BackendName = 'wasm' | 'native';

export interface Backend {
  readonly name: BackendName;
  /** Why this one, as a clause. */
  readonly reason: string;
  readonly tf: TensorFunctions;
}

export interface BackendWish {
  /** `auto` takes what is likely faster and there. */
  readonly prefer: BackendName | 'auto';
  readonly shape: NetworkShape;
  /** Rows that one training step sends through the network: batch + candidates of all next sets. */
  readonly rows: number;
  /** What was in the way of the native backend, or null. Default: tries to load it. */
  readonly loadNative?: () => string | null;
}

/**
 * Multiplications and additions of one pass from which native TensorFlow wins over WebAssembly, though each of
 * its operations costs more to start. Measured by `npm run bench:rl` on two cores.
 */
const nativePays = 50e6;

/**
 * Loads a backend and makes it the one that tfjs computes with; tfjs has one at a time for the whole process.
 * @throws TRIMTAB_E_BACKEND where `native` is asked for and does not load
 */
export async function openBackend(wish: BackendWish): Promise<Backend> {
  const work = weightCount(wish.shape) * wish.rows;
  const size = `${(work / 1e6).toPrecision(2)} million multiplications a pass`;
  if (wish.prefer === 'wasm') return openWasm('asked for');
  if (wish.prefer === 'auto' && work < nativePays) return openWasm(`${size} are few enough for it`);
  const problem = (wish.loadNative ?? tryNative)();
  const reason = wish.prefer === 'native' ? 'asked for' : `${size} are worth native TensorFlow`;
  if (problem === null) return { name: 'native', reason, tf: await useBackend('tensorflow') };
  if (wish.prefer === 'auto') return openWasm(`native TensorFlow is not installed (${problem})`);
  throw new TrimtabError('TRIMTAB_E_BACKEND', `Native TensorFlow does not load: ${problem}.`);
}

async function openWasm(reason: string): Promise<Backend> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // Sums over several threads would not be the same each time; and the rollouts need the other cores.
  wasm.setThreadsCount(1);
  return { name: 'wasm', reason, tf: await useBackend('wasm') };
}

async function useBackend(name: string): Promise<TensorFunctions> {
  const tf = await import('@tensorflow/tfjs-core');
  if (!(await tf.setBackend(name))) {
    throw new TrimtabError('TRIMTAB_E_BACKEND', `The backend ${name} of tfjs does not start.`);
  }
  await tf.ready();
  return tf;
}

/** Registers the native backend; what was in the way, or null. */
function tryNative(): string | null {
  // TensorFlow greets on stderr unless told not to.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    // An optional dependency: neither its types nor its code need be there.
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.split('\n')[0]!.trim();
  }
}

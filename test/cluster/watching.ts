// Asks `trimtab suggest` about one topology again and again while something goes wrong, and keeps what it said.
import { setTimeout as sleep } from 'node:timers/promises';
import { trimtab } from '../cli/trimtab.js';
import type { RealCluster } from './real-cluster.js';
import { report, suggest } from './suggestions.js';

/** Statistics come every 10 s here; frozen they are called after 20. */
const agent = 'agent: { window: 10s, warmUp: 5s, maxAge: 60s }\n';
const waitSeconds = '28';

export interface Said {
  /** What follows the head: a hold in one line, or a change with its reasons and advice. */
  readonly text: string;
  readonly action: 'apply' | 'hold' | null;
  /** Of a hold. */
  readonly code: string | null;
  readonly exit: number;
  readonly stderr: string;
}

const nimbusOf = (cluster: RealCluster): string => `127.0.0.1:${cluster.nimbusPort}`;

export async function suggestOnce(cluster: RealCluster, topology: string): Promise<Said> {
  const words = ['--nimbus', nimbusOf(cluster), '--wait', waitSeconds, '--topology', topology];
  const ran = await suggest(agent, ...words);
  const text = ran.stdout.split('\n').slice(1).join('\n').trimEnd();
  const [, action, code] = /^\S+ {2}(apply|hold)(?: {2}([A-Z_]+):)?/.exec(text) ?? [];
  return {
    text,
    action: action === 'apply' || action === 'hold' ? action : null,
    code: code ?? null,
    exit: ran.code,
    stderr: ran.stderr,
  };
}

/** Until it says something that `enough` accepts, which comes last; fails when it never does. */
export async function watch(
  cluster: RealCluster,
  topology: string,
  enough: (said: Said) => boolean,
  limitSeconds = 180,
): Promise<Said[]> {
  const start = performance.now();
  const all: Said[] = [];
  for (;;) {
    const said = await suggestOnce(cluster, topology);
    all.push(said);
    const seconds = (performance.now() - start) / 1000;
    report(`${topology} after ${seconds.toFixed(0)} s: ${said.text || said.stderr.trim()}`);
    if (enough(said)) return all;
    if (seconds > limitSeconds) throw new Error(`${topology}: not within ${limitSeconds} s`);
    await sleep(1000);
  }
}

export interface Diagnosis {
  readonly exit: number;
  readonly findings: readonly {
    readonly check: string;
    readonly status: string;
    readonly text: string;
    readonly next?: string;
  }[];
}

export async function doctor(cluster: RealCluster): Promise<Diagnosis> {
  const words = ['--nimbus', nimbusOf(cluster), '--wait', waitSeconds, '--output', 'json'];
  const ran = await trimtab(['doctor', ...words]);
  const { findings } = JSON.parse(ran.stdout) as Pick<Diagnosis, 'findings'>;
  for (const { status, text, next } of findings) {
    if (status !== 'ok') report(`doctor ${status}: ${text} next: ${next ?? ''}`);
  }
  return { exit: ran.code, findings };
}

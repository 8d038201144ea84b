// Opens clusters[].graphite: the port that workers report to, for as long as a command runs.
import { hostname } from 'node:os';
import type { ReportingToExamine } from '../../agent/index.js';
import type { ClusterConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { GraphiteListener } from '../../metrics/index.js';
import type { Clock } from '../../util/index.js';

export interface OpenedGraphite {
  /** null where the configuration has no such section. */
  readonly reporting: ReportingToExamine | null;
  stop(): Promise<void>;
}

/** Starts listening, if the configuration says so. A port that cannot be had is part of the answer: reading goes on without. */
export async function openGraphite({ graphite }: ClusterConfig, clock: Clock): Promise<OpenedGraphite> {
  if (graphite === undefined) return { reporting: null, stop: async () => {} };
  const { listen, host = hostname(), period, propose } = graphite;
  const address = listenAddress(listen);
  const listener = new GraphiteListener({ ...address, periodSeconds: period, now: () => clock.now() });
  const problem = await startProblem(listener);
  const target = { host, port: address.port, periodSeconds: period };
  return {
    reporting: { target, propose, listen, problem, source: problem === null ? listener : null },
    stop: () => listener.stop(),
  };
}

async function startProblem(listener: GraphiteListener): Promise<ReportingToExamine['problem']> {
  try {
    await listener.start();
    return null;
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error;
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    return { error, taken: code === 'EADDRINUSE' };
  }
}

/** "host:port"; an IPv6 address is in brackets. */
function listenAddress(listen: string): { readonly host: string; readonly port: number } {
  const colon = listen.lastIndexOf(':');
  return { host: listen.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(listen.slice(colon + 1)) };
}

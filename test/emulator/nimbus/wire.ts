// What an operator's tools see of a simulated cluster: calls to its Nimbus over the wire, and pages of its UI.
import { exchange, parseAddress } from '../../../src/clusters/storm/thrift/connection.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../../src/emulator/index.js';
import {
  type CallName,
  decodeReply,
  encodeCall,
  type Reply,
  type StructValue,
} from '../../../src/thrift/index.js';
import { wordCount } from '../word-count.js';

export interface Bolt {
  readonly boltId: string;
  readonly executors: number;
  readonly executed: number;
  readonly lastError: string;
}
export interface Page {
  readonly status: string;
  readonly executorsTotal: number;
  readonly bolts: readonly Bolt[];
  readonly workers: readonly {
    readonly port: number;
    readonly uptimeSeconds: number;
    readonly assignedMemOnHeap: number;
  }[];
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** The word count of the recorded answers, wc, moved by hand; its statistics come every ten seconds. */
export class Wire {
  private constructor(readonly storm: SimulatedStorm) {}

  static async start(): Promise<Wire> {
    return new Wire(await startSimulatedStorm({ scenario: wordCount(), speed: 0 }));
  }

  get id(): string {
    return this.storm.world.topologies()[0]?.id ?? '';
  }

  /** In force, which no agent can see. */
  inForce(setting: string): unknown {
    return this.storm.world.truth()?.settings[setting];
  }

  async call(name: CallName, values: StructValue = {}): Promise<Reply> {
    const { signal } = new AbortController();
    const address = parseAddress(this.storm.nimbusAddress);
    const message = encodeCall(name, values, 1);
    return decodeReply(name, 1, await exchange({ address, message, timeoutSeconds: 5, signal }));
  }

  /** Of wc, without a wait unless the options say so. */
  rebalance(options: StructValue, name = 'wc'): Promise<Reply> {
    return this.call('rebalance', { name, options: { wait_secs: 0, ...options } });
  }

  /** A rebalance of the configuration. */
  set(settings: Readonly<Record<string, unknown>>, more: StructValue = {}): Promise<Reply> {
    return this.rebalance({ topology_conf_overrides: JSON.stringify(settings), ...more });
  }

  async get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.storm.uiUrl}/api/v1${path}`);
    return { status: response.status, body: await response.json() };
  }

  async page(): Promise<Page> {
    return (await this.get(`/topology/${this.id}`)).body as Page;
  }

  /** The stored configuration as Thrift tells it. */
  async stored(): Promise<Record<string, unknown>> {
    const reply = await this.call('getTopologyConf', { id: this.id });
    return JSON.parse(reply.kind === 'returned' ? String(reply.value) : '{}') as Record<string, unknown>;
  }

  /** Goes on until the condition holds; how many seconds of the cluster that took. */
  async secondsUntil(holds: () => unknown, most = 300): Promise<number> {
    for (let seconds = 0; seconds <= most; seconds++) {
      if (await holds()) return seconds;
      this.storm.world.advance(1);
    }
    throw new Error(`not within ${most} s`);
  }
}

export const entries = (record: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(record);

// One message to a Nimbus and its answer, framed, over a connection of its own; every failure a TrimtabError.
import { connect } from 'node:net';
import type { TrimtabError } from '../../../errors/index.js';
import { int32 } from '../../../thrift/index.js';
import { withDeadline } from '../../../util/index.js';
import { networkReason } from '../../rest/network-reasons.js';
import { nimbusError } from './errors.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Exchange {
  readonly address: Address;
  readonly message: Buffer;
  /** Wall time from the first packet to the last byte of the answer. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Called once the connection stands, before the first byte is written: until then the other side knows of nothing. */
  readonly onSend?: () => void;
}

/**
 * The largest answer that is believed. What other servers send first (HTTP, TLS, SASL) is far above it when taken for
 * a length, so nothing is waited for in vain.
 */
const largestFrame = 32 * 1024 * 1024;

/** @throws TrimtabError, or the signal's reason when it is aborted */
export function exchange(options: Exchange): Promise<Buffer> {
  return withDeadline(options.signal, options.timeoutSeconds * 1000, (own) => exchangeUnder(own, options));
}

/** @param own aborted with `signal`, or when the time is over */
function exchangeUnder(own: AbortSignal, options: Exchange): Promise<Buffer> {
  const { address, message, timeoutSeconds, signal, onSend } = options;
  const place = addressText(address);
  return new Promise<Buffer>((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: address.host, port: address.port });
    const frame = new FrameReader(place);
    const end = (settle: () => void): void => {
      own.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    };
    const fail = (reason: unknown): void => end(() => reject(reason));
    const onAbort = (): void =>
      fail(signal.aborted ? signal.reason : nimbusError('TRIMTAB_E_TIMEOUT', place, late(timeoutSeconds)));
    own.addEventListener('abort', onAbort);
    socket.on('connect', () => {
      onSend?.();
      socket.write(Buffer.concat([int32(message.length), message]));
    });
    socket.on('data', (bytes: Buffer) => {
      const answer = frame.add(bytes);
      if (answer instanceof Buffer) end(() => resolve(answer));
      else if (answer !== undefined) fail(answer);
    });
    const cut = (): void => {
      const how = frame.isEmpty
        ? 'it closed the connection without an answer, as one does that expects TLS'
        : 'it cut its answer short';
      fail(nimbusError('TRIMTAB_E_UNREACHABLE', place, how));
    };
    socket.on('end', cut);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return cut();
      const reason = networkReason(error.code ?? '', error.message);
      fail(nimbusError('TRIMTAB_E_UNREACHABLE', place, reason, error));
    });
  });
}

/** "host:port"; an IPv6 address is in brackets. */
export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function late(seconds: number): string {
  return `no complete answer within ${seconds} s`;
}

class FrameReader {
  private readonly chunks: Buffer[] = [];
  private received = 0;
  private expected: number | undefined;

  constructor(private readonly place: string) {}

  get isEmpty(): boolean {
    return this.received === 0;
  }

  /** @returns the whole message, why it is none, or undefined while more is to come */
  add(bytes: Buffer): Buffer | TrimtabError | undefined {
    this.chunks.push(bytes);
    this.received += bytes.length;
    if (this.expected === undefined) {
      if (this.received < 5) return undefined;
      const start = Buffer.concat(this.chunks);
      const length = start.readInt32BE();
      if (length < 0 || length > largestFrame) return notAFrame(this.place, start);
      this.expected = length;
    }
    if (this.received < 4 + this.expected) return undefined;
    return Buffer.concat(this.chunks).subarray(4, 4 + this.expected);
  }
}

/** Says what speaks there instead, by its first bytes. */
function notAFrame(place: string, start: Buffer): TrimtabError {
  const [first = 0, second] = start;
  if (start.toString('latin1', 0, 4) === 'HTTP') {
    return nimbusError('TRIMTAB_E_NOT_STORM', place, 'an HTTP server answers there, such as the UI');
  }
  if (first === 0x15 && second === 3) return nimbusError('TRIMTAB_E_TLS', place, 'it expects TLS');
  // SASL begins with a status (1 to 5) and the length of the mechanism's name or of a complaint.
  if (first >= 1 && first <= 5 && start.readUInt32BE(1) < 64 * 1024) {
    return nimbusError('TRIMTAB_E_SASL', place, 'it expects a SASL handshake');
  }
  return nimbusError('TRIMTAB_E_NOT_STORM', place, 'what it sends is no Thrift frame');
}

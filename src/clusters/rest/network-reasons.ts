// What the system's codes for a failed connection mean, in words.

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the host name does not resolve at the moment',
  ECONNRESET: 'the server cut the connection',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  EPIPE: 'the server cut the connection',
};

export function networkReason(code: string, message: string): string {
  return reasons[code] ?? (message || code);
}

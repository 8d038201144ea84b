// What went wrong between us and a Nimbus, as errors of the catalogue with a next step that fits Nimbus.
import { type ErrorCode, TrimtabError } from '../../../errors/index.js';
import type { CallName, Reply } from '../../../thrift/index.js';
import { firstLine } from '../../rest/first-line.js';

const checkAddress = 'Check the address: Nimbus listens on nimbus.thrift.port, 6627 unless set otherwise.';

/** Where the catalogue's next step speaks of the UI. */
const nextSteps: Partial<Readonly<Record<ErrorCode, string>>> = {
  TRIMTAB_E_UNREACHABLE: `${checkAddress} Look in nimbus.log whether it runs, or why it ended: a bad topology setting can end it at every start.`,
  TRIMTAB_E_TIMEOUT: 'Check the load of Nimbus, or raise clusters[].timeout.',
  TRIMTAB_E_NOT_STORM: checkAddress,
  TRIMTAB_E_TLS: 'Name the port without TLS (nimbus.thrift.port), or read through the UI with --ui.',
  TRIMTAB_E_AUTH:
    'Let the anonymous user read (nimbus.users, topology.readonly.users), or read through the UI.',
  TRIMTAB_E_ENGINE_FAILED: 'Look for the reason in nimbus.log; a bad topology setting can be one.',
};

/** @param place host and port, and the call where that helps */
export function nimbusError(code: ErrorCode, place: string, happened: string, cause?: unknown): TrimtabError {
  const next = nextSteps[code];
  return new TrimtabError(code, `Nimbus ${place}: ${happened}`, {
    ...(next === undefined ? {} : { next }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The calls that change something. */
export type ActingCall = 'activate' | 'deactivate' | 'rebalance' | 'killTopology';

const acting: ReadonlySet<string> = new Set<ActingCall>([
  'activate',
  'deactivate',
  'rebalance',
  'killTopology',
]);

/** Where reading and acting need different permissions, or have different ways round. */
const actingSteps: Partial<Readonly<Record<ErrorCode, string>>> = {
  TRIMTAB_E_AUTH:
    'Let the anonymous user change it: topology.users of the topology, or nimbus.admins in storm.yaml.',
  TRIMTAB_E_TLS: 'Name the port without TLS (nimbus.thrift.port), or set clusters[].via: storm-cli.',
  TRIMTAB_E_SASL:
    'Set clusters[].via: storm-cli, so that changes go through the storm command; or run by hand what suggest prints.',
};

const exceptions: Readonly<Record<string, ErrorCode>> = {
  NotAliveException: 'TRIMTAB_E_TOPOLOGY_GONE',
  AuthorizationException: 'TRIMTAB_E_AUTH',
  InvalidTopologyException: 'TRIMTAB_E_VALUE_REFUSED',
};

/** TApplicationException's INTERNAL_ERROR: anything that a method throws and does not declare. */
const internalError = 6;

/** The error that a reply other than a value stands for. */
export function errorOfReply(
  place: string,
  call: CallName,
  reply: Exclude<Reply, { readonly kind: 'returned' | 'done' }>,
): TrimtabError {
  const text = firstLine(reply.text);
  const where = `${place} ${call}`;
  if (reply.kind === 'threw') {
    const error = nimbusError(exceptions[reply.exception] ?? 'TRIMTAB_E_ENGINE_FAILED', where, text);
    return acting.has(call) ? withActingStep(error) : error;
  }
  // A Nimbus that knows of no leader fails at naming it, or returns nothing; the reason stays in its log.
  if (call === 'getLeader') return nimbusError('TRIMTAB_E_NO_LEADER', place, `it names no leader (${text})`);
  if (acting.has(call) && reply.type === internalError) {
    const why =
      'most often a rebalance is under way or this Nimbus is not the leader; nimbus.log has the reason';
    return nimbusError('TRIMTAB_E_REBALANCING', where, `${text || 'it refused'} (${why})`);
  }
  return nimbusError('TRIMTAB_E_ENGINE_FAILED', where, text || 'it failed without a word');
}

/** An error met on the way to a change, with a next step that is not to read in another way. */
export function towardsChange(error: unknown): unknown {
  return error instanceof TrimtabError ? withActingStep(error) : error;
}

function withActingStep(error: TrimtabError): TrimtabError {
  const next = actingSteps[error.code];
  return next === undefined ? error : new TrimtabError(error.code, error.message, { next, cause: error });
}

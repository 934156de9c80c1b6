import type { SampleOutcome } from '../../journal/samples.ts';

/** What is known about a request that ended with an error. */
export interface RequestError {
  readonly code: string;
  readonly message: string;
  /** The system call that failed, as Node names it. */
  readonly syscall: string;
}

const byCode: Readonly<Record<string, SampleOutcome>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'timed-out',
  UND_ERR_CONNECT_TIMEOUT: 'timed-out',
  // An incomplete body: its announced length, or its last chunk, never arrived.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed',
  HPE_INVALID_EOF_STATE: 'closed',
};

/** This machine ran out of a resource: the server is not the cause. */
const ownLimits = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EAGAIN']);

/** The outcome of a request that ended with an error. @param sent the request had been passed to a connected socket */
export function classifyError(thrown: unknown, sent: boolean): SampleOutcome {
  const error = requestError(thrown);
  if (isOwnLimit(error)) return 'unsent';
  if (isEndOfHandshake(error)) return 'closed';
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code === 'ECONNABORTED')
    // A refused write means that the reset arrived first.
    return sent && error.syscall !== 'write' && error.code !== 'EPIPE'
      ? 'reset-after-sent'
      : 'reset-before-sent';
  if (error.code === 'UND_ERR_SOCKET') return error.message.includes('clos') ? 'closed' : 'protocol-error';
  return byCode[error.code] ?? 'protocol-error';
}

/**
 * A connection that the server ended in order during the handshake: Node reports a reset, but without a system call.
 */
function isEndOfHandshake({ code, syscall, message }: RequestError): boolean {
  return code === 'ECONNRESET' && syscall === '' && message.includes('before secure TLS connection');
}

/** Whether the load generator's own machine, and not the server, caused the failure. */
export function isOwnLimit(error: RequestError): boolean {
  return ownLimits.has(error.code);
}

/** Extracts what classification needs from any thrown value. */
export function requestError(thrown: unknown): RequestError {
  const text = (key: string) => {
    const value: unknown =
      typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: text('code'), message: text('message') || String(thrown), syscall: text('syscall') };
}

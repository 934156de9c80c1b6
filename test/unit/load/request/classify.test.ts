import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../../harness/load/request/classify.ts';

const error = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

describe('the outcome of an error', () => {
  it.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, false, 'refused'],
    [{ code: 'EHOSTUNREACH', syscall: 'connect' }, false, 'unreachable'],
    [{ code: 'ENETUNREACH', syscall: 'connect' }, false, 'unreachable'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, false, 'timed-out'],
    [{ code: 'ECONNRESET', syscall: 'connect' }, false, 'reset-before-sent'],
    [{ code: 'ECONNRESET', syscall: 'write' }, true, 'reset-before-sent'],
    [{ code: 'EPIPE', syscall: 'write' }, true, 'reset-before-sent'],
    [{ code: 'ECONNRESET', syscall: 'read' }, true, 'reset-after-sent'],
    [{ code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' }, true, 'closed'],
    [{ code: 'HPE_INVALID_EOF_STATE' }, true, 'closed'],
    [{ code: 'HPE_INVALID_CONSTANT' }, true, 'protocol-error'],
    [{ code: 'UND_ERR_HEADERS_OVERFLOW' }, true, 'protocol-error'],
    [{}, true, 'protocol-error'],
    [{ code: 'EMFILE' }, false, 'unsent'],
    [{ code: 'EADDRNOTAVAIL' }, false, 'unsent'],
  ] as const)('%j (sent: %s) is %s', (fields, sent, outcome) => {
    expect(classifyError(error(fields), sent)).toBe(outcome);
  });

  it('distinguishes a closed socket from one that violates the protocol', () => {
    expect(classifyError(error({ code: 'UND_ERR_SOCKET' }, 'other side closed'), true)).toBe('closed');
    expect(classifyError(error({ code: 'UND_ERR_SOCKET' }, 'bad response'), true)).toBe('protocol-error');
  });

  it('treats an end during the handshake as closed, although Node reports a reset', () => {
    const message = 'Client network socket disconnected before secure TLS connection was established';
    expect(classifyError(error({ code: 'ECONNRESET' }, message), false)).toBe('closed');
  });

  it('is a protocol error for a value that is no error', () => {
    for (const thrown of [null, undefined, 'text', 7])
      expect(classifyError(thrown, true)).toBe('protocol-error');
  });
});

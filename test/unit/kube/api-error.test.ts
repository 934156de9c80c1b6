import { ApiException } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { apiFailure, errorText, isTransient } from '../../../harness/kube/api-error.ts';

const exception = (code: number, body: unknown) => new ApiException(code, 'x', body, {});
const socketError = (code: string) => Object.assign(new Error('connect failed'), { code });

test("reads the status and causes of the API's response, as text or object", () => {
  const body = {
    message: 'Cannot evict',
    details: { causes: [{ reason: 'DisruptionBudget', message: 'needs 3' }] },
  };
  const expected = {
    status: 429,
    code: null,
    message: '429 Cannot evict',
    causes: [{ reason: 'DisruptionBudget', message: 'needs 3' }],
  };
  expect(apiFailure(exception(429, body))).toEqual(expected);
  expect(apiFailure(exception(429, JSON.stringify(body)))).toEqual(expected);
  expect(errorText(exception(502, '<html>'))).toBe('502 <html>');
  expect(errorText(exception(503, ''))).toBe('503');
});

test('reports how a connection failed, which fetch hides in the cause', () => {
  const refused = new TypeError('fetch failed', { cause: socketError('ECONNREFUSED') });
  expect(apiFailure(refused)).toMatchObject({ status: null, code: 'ECONNREFUSED' });
  expect(errorText(refused)).toBe('ECONNREFUSED: connect failed');
});

test.each([
  ['a refused connection', new TypeError('fetch failed', { cause: socketError('ECONNREFUSED') })],
  ['a closed one', new TypeError('terminated', { cause: socketError('UND_ERR_SOCKET') })],
  ['a garbled answer', new TypeError('fetch failed', { cause: new Error('HTTPParserError') })],
  ['silence', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
  ['access rules not loaded yet', exception(403, {})],
  ['a lost race', exception(409, {})],
  ['load shed', exception(429, {})],
  ['etcd away', exception(500, {})],
  ['not ready', exception(503, {})],
])('retries %s', (_name, error) => {
  expect(isTransient(error)).toBe(true);
});

test.each([
  ['what is not there', exception(404, {})],
  ['a request that is wrong', exception(422, {})],
  ['a missing file', socketError('ENOENT')],
  ['an error of ours', new RehearsalError('command-failed', 'kubeadm ended with code 1')],
  ['a fault of the program', new TypeError('x is not a function')],
  ['what is no error', 'text'],
])('does not retry %s', (_name, error) => {
  expect(isTransient(error)).toBe(false);
});

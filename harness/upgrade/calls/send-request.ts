import { request } from 'undici';
import { duration } from '../../format/durations.ts';
import { apiFailure } from '../../kube/api-error.ts';
import type { HttpCall } from '../../scenario/calls/user-call.ts';
import type { CallMeans, CallResult } from './call.ts';
import { findJsonMismatch } from './find-json.ts';

/** Sends an HTTP request, and compares the status and body of its response. Redirects are not followed. See `runCall`. */
export async function sendRequest(
  call: HttpCall,
  { headers }: Pick<CallMeans, 'headers'>,
  signal: AbortSignal,
): Promise<CallResult> {
  const sent = headers(call);
  const limit = AbortSignal.timeout(call.timeoutMs);
  try {
    const answer = await request(call.url, {
      method: call.method,
      headers: sent,
      body: call.body,
      signal: AbortSignal.any([signal, limit]),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== call.status)
      return { ok: false, words: `status ${answer.statusCode} instead of ${call.status}` };
    const mismatch = call.json === null ? null : findJsonMismatch(text, call.json);
    return { ok: mismatch === null, words: mismatch ?? `status ${answer.statusCode}` };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { ok: false, words: `no answer within ${duration(call.timeoutMs)}` };
    const failure = apiFailure(error);
    if (failure === null) throw error;
    return { ok: false, words: failure.message };
  }
}

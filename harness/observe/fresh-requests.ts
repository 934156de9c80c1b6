import { Pool } from 'undici';
import { apiFailure, errorText } from '../kube/api-error.ts';
import type { TlsOptions } from '../kube/connect.ts';

export interface FreshRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** Sent as JSON; a patch is a merge patch. */
  readonly body?: object;
  /** From the call to the last byte of the response. */
  readonly timeoutMs: number;
}

/**
 * The response with status 2xx as text; otherwise the reason: `status 409`, `timed-out`, or how the connection failed.
 */
export type FreshResponse =
  | { readonly error: null; readonly body: string }
  | { readonly error: string; readonly body: null };

/** Requests to one API server, each sent exactly once. */
export interface FreshRequests {
  /** Never throws. */
  send(request: FreshRequest): Promise<FreshResponse>;
  /** Cuts what is in flight. */
  close(): Promise<void>;
}

/**
 * Requests to the API server at that url, each on its own connection, like a client that starts now: a kept
 * connection would survive the end of its listener. Nothing is retried.
 */
export function freshRequests(
  url: string,
  tls: TlsOptions,
  headers: Readonly<Record<string, string>> = {},
): FreshRequests {
  // pipelining 0 is undici's setting for one request per connection
  const pool = new Pool(url, { pipelining: 0, allowH2: false, connect: { ...tls } });
  return {
    async send({ method, path, body, timeoutMs }) {
      const limit = new AbortController();
      // undici's own timeouts have a tick of half a second
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const all = body === undefined ? headers : { ...headers, 'content-type': type };
      try {
        const answer = await pool.request({ path, method, signal: limit.signal, headers: all, ...content });
        const text = await answer.body.text();
        const good = answer.statusCode >= 200 && answer.statusCode < 300;
        return good ? { error: null, body: text } : { error: `status ${answer.statusCode}`, body: null };
      } catch (error) {
        const why = limit.signal.aborted ? 'timed-out' : (apiFailure(error)?.code ?? errorText(error));
        return { error: why, body: null };
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.destroy(),
  };
}

import { ApiException } from '@kubernetes/client-node';
import { request } from 'undici';
import type { Kube } from './connect.ts';

export interface JsonRequest {
  /** PATCH: the body is a JSON merge patch (RFC 7396). */
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Without a query, such as `/api/v1/namespaces`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

export interface JsonAnswer {
  readonly body: unknown;
  /** The API server's warnings, such as an API version that will be removed. */
  readonly warnings: readonly string[];
}

const usualTimeoutMs = 10_000;

const contentTypes: Readonly<Record<JsonRequest['method'], string>> = {
  GET: 'application/json',
  POST: 'application/json',
  PATCH: 'application/merge-patch+json',
};

/**
 * One API call without the client library's types, which drop and rename unknown fields.
 * @throws ApiException for a response that is not 2xx; network errors; TimeoutError; the signal's reason when aborted
 */
export async function sendJson(kube: Kube, sent: JsonRequest): Promise<JsonAnswer> {
  const { method, path, query = {}, body, timeoutMs = usualTimeoutMs } = sent;
  const url = new URL(kube.server.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = { ...(await kube.headers()), accept: 'application/json' };
  const answer = await request(url, {
    method,
    dispatcher: await kube.dispatcher(),
    signal: AbortSignal.any([sent.signal, AbortSignal.timeout(timeoutMs)]),
    headers: body === undefined ? headers : { ...headers, 'content-type': contentTypes[method] },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode < 200 || answer.statusCode >= 300)
    throw new ApiException(answer.statusCode, 'the API server refused the request', text, {});
  return { body: JSON.parse(text) as unknown, warnings: warningsIn(answer.headers.warning) };
}

/** Parses headers such as `299 - "unknown field \"spec.x\""` (RFC 9111, section 5.5). */
function warningsIn(header: string | readonly string[] | undefined): readonly string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) => [...line.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)])
    .map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

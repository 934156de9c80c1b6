import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorMessage } from '../../errors.ts';
import { badRequest } from './failures.ts';
import type { Resources, Storage } from './resource.ts';
import { StatusError } from './status-error.ts';
import { storageOn } from './store/storage.ts';
import { createDryRun, type Store } from './store/store.ts';
import type { WatchCache } from './store/watch-cache.ts';

/** What every request of one API server uses. */
export interface ServerParts {
  readonly store: Store;
  readonly resources: Resources;
  readonly cache: WatchCache;
  /** Address part of the cluster, see addresses.ts. */
  readonly range: number;
  /** PEM of the authority of the kubelets' certificates, and the token that kubelets require. */
  readonly ca: string;
  readonly token: string;
}

/** One request that has not been answered yet. */
export interface Call {
  readonly parts: ServerParts;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly query: URLSearchParams;
}

/** The request size limit of etcd and of the real API server. */
const mostBytes = 3 * 1024 * 1024;
/** No manifest is nested this deeply. The limit keeps recursive code from exhausting the stack. */
const mostLevels = 100;

/** Answers with JSON. @param body an object, or its serialized text */
export function answer(
  call: Pick<Call, 'response'>,
  code: number,
  body: object | string,
  contentType = 'application/json',
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  call.response.writeHead(code, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
  });
  call.response.end(text);
}

/** The storage that receives a request's changes. With `dryRun=All` it discards them. */
export function storageFor({ parts, query }: Call): Storage {
  const dryRun = query.getAll('dryRun');
  const unknown = dryRun.find((value) => value !== 'All');
  if (unknown !== undefined)
    throw badRequest(`dryRun: Unsupported value: "${unknown}": supported values: "All"`);
  return storageOn(dryRun.length > 0 ? createDryRun(parts.store) : parts.store, parts.resources);
}

/** Media type of the body in lower case; JSON if the header is absent. */
export const readMediaType = ({ request }: Call): string =>
  (request.headers['content-type'] ?? 'application/json').split(';', 1).join('').trim().toLowerCase();

/**
 * The body as JSON; undefined if it is empty.
 * @throws StatusError 400, 413, 415
 */
export async function jsonBody(call: Call): Promise<unknown> {
  const text = await textBody(call);
  if (text.trim() === '') return undefined;
  const type = readMediaType(call);
  if (type === 'application/vnd.kubernetes.protobuf') throw noProtobuf();
  if (type !== 'application/json') throw unsupportedMediaType(type, ['application/json']);
  return parsed(text);
}

/** @throws StatusError 400 for an empty body */
export async function requiredBody(call: Call): Promise<Record<string, unknown>> {
  const body = await jsonBody(call);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('the request needs a body: a JSON object');
  return body as Record<string, unknown>;
}

export function parsed(text: string): unknown {
  const value = parsedJson(text);
  if (isTooDeep(value))
    throw badRequest(`a body may be nested ${mostLevels} levels deep, and this is deeper`);
  return value;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't read the body as JSON: ${errorMessage(error)}`);
  }
}

function isTooDeep(value: unknown): boolean {
  let row: readonly unknown[] = [value];
  for (let level = 0; level <= mostLevels; level += 1) {
    row = row.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    if (row.length === 0) return false;
  }
  return true;
}

/** @throws StatusError 413 */
export async function textBody({ request }: Call): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw new StatusError(
        413,
        'RequestEntityTooLarge',
        `Request entity is too large: limit is ${mostBytes}`,
        {},
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export function unsupportedMediaType(type: string, accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format (${type}) - accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(415, 'UnsupportedMediaType', message, {});
}

/** The only form that is accepted: the one that kubectl's generators send. */
function noProtobuf(): StatusError {
  const message =
    'the embedded cluster reads JSON, not protobuf: instead of `kubectl create KIND NAME …` use `kubectl create KIND NAME … --dry-run=client -o yaml | kubectl apply -f -`';
  return new StatusError(415, 'UnsupportedMediaType', message, {});
}

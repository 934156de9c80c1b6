import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorMessage } from '../../errors.ts';
import type { ContainerLog } from './container-log.ts';
import { type ReadOptions, readLog } from './read-log.ts';

export interface LogServerOptions {
  readonly address: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string };
  /** The API server sends this token; no other client has it. */
  readonly token: string;
  /** @throws Error saying why there is no log */
  readonly find: (of: LogName, previous: boolean) => ContainerLog;
}

export interface LogName {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/**
 * The API server reads pod logs here. Of the kubelet's API the embedded cluster has `/containerLogs` and `/healthz`.
 */
export async function openLogServer(options: LogServerOptions): Promise<AsyncDisposable> {
  const server = createServer({ ...options.tls });
  server.on('request', (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 400, errorMessage(error));
    });
  });
  server.listen(options.port, options.address);
  await once(server, 'listening');
  // A connection that can't be accepted must not end the node.
  server.on('error', (error) => console.error(error));
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, find }: LogServerOptions,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://kubelet');
  if (pathname === '/healthz') return void response.end('ok');
  if (!isAuthorized(request, token)) return refuse(response, 401, 'Unauthorized');
  const [, root, ...names] = pathname.split('/').map(decodeURIComponent);
  const [namespace = '', pod = '', container = ''] = names;
  if (root !== 'containerLogs' || names.length !== 3 || request.method !== 'GET')
    return refuse(response, 404, '404 page not found');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const asked = readOptions(searchParams, gone.signal);
  const log = find({ namespace, pod, container }, isTrue(searchParams.get('previous')));
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  await pipeline(Readable.from(readLog(log, asked)), response);
}

function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const [given, wanted] = [headers.authorization ?? '', `Bearer ${token}`].map((text) => Buffer.from(text));
  return given?.length === wanted?.length && timingSafeEqual(given ?? Buffer.of(), wanted ?? Buffer.of());
}

const reasons: Readonly<Record<number, string>> = { 400: 'BadRequest', 401: 'Unauthorized', 404: 'NotFound' };

/** A Status in the API server's form, because it is forwarded unchanged. */
function refuse(response: ServerResponse, code: number, message: string): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ...status, message, reason: reasons[code], code }));
}

const isTrue = (text: string | null) => text === 'true' || text === '1';

/** @throws Error for invalid or unsupported options */
function readOptions(query: URLSearchParams, signal: AbortSignal): ReadOptions {
  for (const name of ['limitBytes', 'stream'])
    if (query.has(name)) throw new Error(`${name} of logs is not supported by the embedded cluster`);
  const sinceSeconds = readNumber(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime');
  return {
    follow: isTrue(query.get('follow')),
    tailLines: readNumber(query, 'tailLines'),
    sinceMs: sinceSeconds !== null ? Date.now() - sinceSeconds * 1_000 : parseTime(sinceTime),
    timestamps: isTrue(query.get('timestamps')),
    signal,
  };
}

function readNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw new Error(`Invalid value: "${text}": ${name} must be a whole number`);
  return Number(text);
}

function parseTime(text: string | null): number | null {
  const ms = text === null ? null : Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`Invalid value: "${text}": sinceTime must be a time as of RFC 3339`);
  return ms;
}

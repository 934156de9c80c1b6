import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { errorMessage } from '../../errors.ts';
import { type ApiAccess, ApiFailure } from './client.ts';

/** Options of a request in addition to its path. */
interface SentRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly contentType?: string;
}

/** HTTPS with JSON requests and responses. All errors are `ApiFailure`. */
export interface Transport {
  /** One request with its complete response, limited in time. */
  call(path: string, sent: SentRequest): Promise<unknown>;
  /** One JSON value per line, until the server ends the response or the signal fires. */
  lines(path: string, signal: AbortSignal): AsyncIterable<unknown>;
  /** Aborts all requests in progress. */
  close(): void;
}

/**
 * Requests share a limited pool. Each watch has its own connection, because a few watches would otherwise
 * fill the pool.
 */
export function transport(access: ApiAccess, timeoutMs: number): Transport {
  const pool = new Agent({ keepAlive: true, maxSockets: 16, scheduling: 'lifo', ca: access.ca });
  const watches = new Agent({ keepAlive: false, ca: access.ca });
  const closed = new AbortController();
  const underWay = new Set<ClientRequest>();
  const authorization = `Bearer ${access.token}`;

  const open = (
    path: string,
    { method, body, contentType = 'application/json' }: SentRequest,
    agent: Agent,
  ) => {
    if (closed.signal.aborted) throw new ApiFailure(0, '', 'The API client is closed');
    const text = body === undefined ? null : JSON.stringify(body);
    const headers = {
      authorization,
      accept: 'application/json',
      ...(text === null ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    };
    const opened = request(`${access.url}${path}`, { method, headers, agent });
    underWay.add(opened);
    opened.once('close', () => underWay.delete(opened));
    opened.end(text ?? undefined);
    return opened;
  };

  return {
    async call(path, sent) {
      const opened = open(path, sent, pool);
      const bound = boundIn(opened, timeoutMs);
      try {
        const response = await waitForAnswer(opened);
        const text = await readText(response);
        const code = response.statusCode ?? 0;
        if (code < 200 || code > 299) throw createFailure(code, text);
        return JSON.parse(text);
      } catch (error) {
        throw unreachable(error, `${sent.method} ${path}`);
      } finally {
        clearTimeout(bound);
      }
    },
    async *lines(path, signal) {
      if (signal.aborted) return;
      const opened = open(path, { method: 'GET' }, watches);
      const abort = () => opened.destroy();
      signal.addEventListener('abort', abort, { once: true });
      const bound = boundIn(opened, timeoutMs);
      try {
        const response = await waitForAnswer(opened);
        const code = response.statusCode ?? 0;
        if (code !== 200) throw createFailure(code, await readText(response));
        clearTimeout(bound);
        yield* jsonLines(response);
      } catch (error) {
        if (!signal.aborted) throw unreachable(error, `GET ${path}`);
      } finally {
        clearTimeout(bound);
        signal.removeEventListener('abort', abort);
        opened.destroy();
      }
    },
    close() {
      closed.abort();
      for (const opened of underWay) opened.destroy();
      pool.destroy();
      watches.destroy();
    },
  };
}

function boundIn(opened: ClientRequest, timeoutMs: number): NodeJS.Timeout {
  return setTimeout(() => opened.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
}

function waitForAnswer(opened: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    opened.once('response', resolve);
    // Not removed after the response: a connection that breaks later reports its error here, too.
    opened.on('error', reject);
    opened.once('close', () => reject(new Error('the connection was closed')));
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part;
  return text;
}

async function* jsonLines(response: IncomingMessage): AsyncGenerator<unknown, void> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const part of response) {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line);
  }
  if (rest !== '') throw new Error('the connection broke within a line');
}

/** Reads the `Status` of a failed response, or any other body. */
function createFailure(code: number, text: string): ApiFailure {
  try {
    return statusFailure(JSON.parse(text), code);
  } catch {
    return new ApiFailure(code, '', text === '' ? `HTTP ${code}` : text.slice(0, 500));
  }
}

/** An API `Status` as an error. */
export function statusFailure(status: unknown, code = 0): ApiFailure {
  const said = status as { code?: number; reason?: string; message?: string } | null;
  return new ApiFailure(said?.code ?? code, said?.reason ?? '', said?.message ?? `HTTP ${code}`);
}

function unreachable(error: unknown, what: string): ApiFailure {
  if (error instanceof ApiFailure) return error;
  const why = errorMessage(error);
  return new ApiFailure(0, '', `${what}: ${why}`, { cause: error });
}

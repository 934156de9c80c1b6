import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { unlessAborted } from '../../async/abortable.ts';
import type { Container } from './supervisor.ts';

/** Result of a probe. */
export interface Answer {
  readonly ok: boolean;
  /** The problem in the kubelet's words; for an exec probe its output. */
  readonly output: string;
}

export interface HttpQuestion {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Limits of what the kubelet reads and shows. */
const mostBodyBytes = 10 * 1024;
const mostRedirects = 10;

/**
 * Statuses from 200 to 399 pass. Certificates are not verified. A redirect to the same host is followed; one
 * to another host passes.
 */
export async function askHttp({ url, headers }: HttpQuestion, signal: AbortSignal): Promise<Answer> {
  let asked = url;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await waitForAnswer(asked, headers, signal);
      const { statusCode = 0 } = response;
      const body = await readBody(response);
      const next = findRedirect(response, asked);
      if (next === null || next.hostname !== url.hostname) {
        if (statusCode >= 200 && statusCode < 400) return { ok: true, output: body };
        return { ok: false, output: `HTTP probe failed with statuscode: ${statusCode}` };
      }
      if (redirects === mostRedirects)
        return { ok: false, output: `Get "${url}": stopped after ${mostRedirects} redirects` };
      asked = next;
    }
  } catch (error) {
    return { ok: false, output: `Get "${url}": ${failureText(error, signal)}` };
  }
}

function findRedirect({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | null {
  if (location === undefined || ![301, 302, 303, 307, 308].includes(statusCode)) return null;
  return new URL(location, from);
}

function waitForAnswer(
  url: URL,
  headers: HttpQuestion['headers'],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // Opens a new connection each time, as the kubelet does: a kept one would not show that the port refuses others.
    const options = {
      headers: { accept: '*/*', ...headers },
      agent: false,
      signal,
      rejectUnauthorized: false,
    };
    request(url, options, resolve).once('error', reject).end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  let body = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    body += part;
    if (body.length >= mostBodyBytes) break;
  }
  return body.slice(0, mostBodyBytes);
}

/** Whether the port accepts a connection. */
export function askTcp(host: string, port: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve({ ok: true, output: '' });
    });
    socket.once('error', (error) =>
      resolve({ ok: false, output: `dial tcp ${host}:${port}: ${failureText(error, signal)}` }),
    );
  });
}

/**
 * Whether a command that runs next to the container exits with 0. Its process group is killed when the signal fires.
 */
export async function askExec(
  container: Container,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Answer> {
  const program = container.exec(command);
  let output = '';
  for (const stream of [program.stdout, program.stderr])
    stream?.on('data', (chunk: Buffer) => {
      if (output.length < mostBodyBytes) output += chunk.toString();
    });
  const exit = await unlessAborted(program.ended, signal);
  if (exit === undefined) {
    program.kill();
    return { ok: false, output: `command timed out: "${command.join(' ')}"` };
  }
  return { ok: exit.code === 0, output: exit.message || output.slice(0, mostBodyBytes).trim() };
}

function failureText(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'context deadline exceeded';
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connect: connection refused';
  return code === 'ECONNRESET' ? 'connection reset by peer' : message;
}

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCommands } from '../../../../harness/command/commands.ts';
import type { CommandCall, HttpCall } from '../../../../harness/scenario/calls/user-call.ts';
import type { CallMeans } from '../../../../harness/upgrade/calls/call.ts';
import { runCall } from '../../../../harness/upgrade/calls/run-call.ts';

const never = new AbortController().signal;

const means: CallMeans = {
  commands: createCommands(),
  env: { KUBECONFIG: '/private/kubeconfig' },
  headers: ({ headers }) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, 'text' in value ? value.text : 's3cret']),
    ),
};

const node = (script: string, changes: Partial<CommandCall> = {}): CommandCall => ({
  ...{ kind: 'command', command: [process.execPath, '-e', script] },
  ...{ exitCode: 0, json: null, timeoutMs: 20_000, ...changes },
});

describe('a command', () => {
  test('succeeds with its exit code, and knows the cluster', async () => {
    const call = node('process.exit(process.env.KUBECONFIG === "/private/kubeconfig" ? 7 : 1)', {
      exitCode: 7,
    });
    expect(await runCall(call, means, never)).toEqual({ ok: true, words: 'exit code 7' });
  });

  test('fails with another exit code, and with its last line', async () => {
    const call = node('console.error("first\\nindex is yellow"); process.exit(2)');
    expect(await runCall(call, means, never)).toEqual({
      ok: false,
      words: 'exit code 2 instead of 0: index is yellow',
    });
  });

  test('answers with JSON on standard output', async () => {
    const json = { path: '$.status', equals: 'green' };
    const call = (status: string) => node(`console.log(JSON.stringify({ status: '${status}' }))`, { json });
    expect(await runCall(call('green'), means, never)).toEqual({ ok: true, words: 'exit code 0' });
    expect(await runCall(call('red'), means, never)).toEqual({
      ok: false,
      words: '$.status is "red" instead of "green"',
    });
  });

  test('fails after its time-out', async () => {
    const result = await runCall(node('setInterval(() => {}, 1000)', { timeoutMs: 300 }), means, never);
    expect(result).toMatchObject({ ok: false, words: expect.stringContaining('did not end in time') });
  });

  test('fails if there is no such program', async () => {
    const call = node('', { command: ['no-such-program-of-the-user'] });
    expect(await runCall(call, means, never)).toMatchObject({
      ok: false,
      words: expect.stringContaining('is not on the PATH'),
    });
  });

  test('ends with the signal', async () => {
    const ending = new AbortController();
    const running = runCall(node('setInterval(() => {}, 1000)'), means, ending.signal);
    ending.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
  });
});

/** A server of a test, and a request to it. */
async function serve(listener: RequestListener): Promise<(changes?: Partial<HttpCall>) => HttpCall> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return (changes = {}) => ({
    ...{ kind: 'http', url: `http://127.0.0.1:${port}/health`, method: 'GET', headers: {}, body: null },
    ...{ status: 200, json: null, timeoutMs: 20_000, ...changes },
  });
}

describe('an HTTP request', () => {
  test('succeeds with its status and JSON, and sends secrets', async () => {
    const call = await serve((request, response) => {
      const isKnown = request.headers.authorization === 's3cret' && request.method === 'POST';
      response.writeHead(isKnown ? 202 : 401).end('{"status":"green"}');
    });
    const asked = call({
      ...{ method: 'POST', headers: { authorization: { env: 'TOKEN' } }, body: '{}' },
      ...{ status: 202, json: { path: '$.status', equals: 'green' } },
    });
    expect(await runCall(asked, means, never)).toEqual({ ok: true, words: 'status 202' });
  });

  test('fails with another status', async () => {
    const call = await serve((_, response) => response.writeHead(503).end());
    expect(await runCall(call(), means, never)).toEqual({ ok: false, words: 'status 503 instead of 200' });
  });

  test('fails without an answer in time', async () => {
    const call = await serve(() => {});
    expect(await runCall(call({ timeoutMs: 200 }), means, never)).toEqual({
      ok: false,
      words: 'no answer within 200 ms',
    });
  });

  test('fails where nothing listens', async () => {
    const call = await serve(() => {});
    const result = await runCall(call({ url: 'http://127.0.0.1:1/' }), means, never);
    expect(result).toMatchObject({ ok: false, words: expect.stringContaining('ECONNREFUSED') });
  });
});

import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent, get } from 'node:https';
import { describe, expect, it } from 'vitest';
import { newAuthority } from '../../../../harness/kube/certificates.ts';
import { serviceOf } from '../../../../workloads/web/service.ts';

const authority = await newAuthority('test');
const tls = await authority.issue({ commonName: 'web', ips: ['127.0.0.1'], names: [] });

async function startService() {
  const service = serviceOf({
    ...{ host: '127.0.0.1', port: 0, h2cPort: 0, tls: { ...tls, port: 0 } },
    ...{ workUs: 0, graceMs: 10_000, pod: 'web-1', node: 'worker-1' },
  });
  const ports = await service.listen();
  return {
    service,
    h2c: `http://127.0.0.1:${ports.h2c}`,
    tls: `https://127.0.0.1:${ports.tls}`,
    async [Symbol.asyncDispose]() {
      await service.stop();
    },
  };
}

function session(url: string): ClientHttp2Session {
  return connect(url, { ca: authority.ca });
}

async function ask(client: ClientHttp2Session, path = '/') {
  const stream = client.request({ ':path': path });
  const [headers] = await once(stream, 'response');
  return {
    status: headers[':status'],
    pod: headers['x-rehearse-pod'],
    body: (await stream.toArray()).join(''),
  };
}

/** Over TLS, by HTTP/1.1. */
async function askHttp1(url: string, agent: Agent) {
  const [response] = await once(get(url, { ca: authority.ca, agent }), 'response');
  const body = (await response.toArray()).join('');
  return { version: response.httpVersion, connection: response.headers.connection, body };
}

describe('the web service', () => {
  it.each(['h2c', 'tls'] as const)('speaks HTTP/2 at its port %s', async (port) => {
    await using web = await startService();
    const client = session(web[port]);
    expect(await ask(client)).toEqual({ status: 200, pod: 'web-1', body: 'ok\n' });
    expect(client.alpnProtocol).toBe(port === 'tls' ? 'h2' : 'h2c');
    client.destroy();
  });

  it('speaks HTTP/1.1 over TLS to clients that do not request more', async () => {
    await using web = await startService();
    const agent = new Agent({ keepAlive: true });
    const answer = await askHttp1(web.tls, agent);
    expect(answer).toEqual({ version: '1.1', connection: 'keep-alive', body: 'ok\n' });
    agent.destroy();
  });
});

describe('a graceful end', () => {
  it.each(['h2c', 'tls'] as const)(
    'tells clients of %s at once, and which requests it will answer',
    async (port) => {
      await using web = await startService();
      const client = session(web[port]);
      await ask(client);
      const goaway = once(client, 'goaway');
      const stopped = web.service.stop();
      const [code, last] = await goaway;
      expect([code, last]).toEqual([0, 1]);
      expect(await stopped).toBe('answered');
    },
  );

  it('ends streams of HTTP/2 in order', async () => {
    await using web = await startService();
    const client = session(web.h2c);
    const stream = client.request({ ':path': '/stream' });
    const [first] = await once(stream, 'data');
    expect(String(first)).toBe('beat\n');
    stream.resume();
    const ended = once(stream, 'end');
    expect(await web.service.stop()).toBe('answered');
    await ended;
    expect(stream.rstCode).toBe(0);
  });

  it('answers Connection: close over TLS, too', async () => {
    await using web = await startService();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await askHttp1(web.tls, agent);
    const stopped = web.service.stop();
    expect(await askHttp1(web.tls, agent)).toMatchObject({ connection: 'close', body: 'ok\n' });
    expect(await stopped).toBe('answered');
    agent.destroy();
  });
});

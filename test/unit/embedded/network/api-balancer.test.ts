import { once } from 'node:events';
import { createServer } from 'node:https';
import { connect } from 'node:tls';
import { describe, it } from 'vitest';
import { apiBalancer } from '../../../../harness/embedded/network/api-balancer.ts';
import { newAuthority } from '../../../../harness/kube/certificates.ts';
import { until } from '../../../support/embedded/network/sockets.ts';

const range = 92;
const addresses = ['127.92.1.1', '127.92.2.1'];

/** An API server that returns its name, and whether it is ready. */
async function apiServer(address: string, isReady: () => boolean = () => true) {
  const authority = await newAuthority('test');
  const tls = await authority.issue({ commonName: address, ips: [address], names: [] });
  const server = createServer(tls, (request, response) => {
    response.writeHead(request.url === '/readyz' && !isReady() ? 500 : 200).end(address);
  });
  server.listen(6443, address);
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The server that a new connection reaches; empty if it is closed. */
async function reached(): Promise<string> {
  const socket = connect({ host: '127.92.0.1', port: 6443, rejectUnauthorized: false });
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes;
  });
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  return addresses.find((address) => text.includes(address)) ?? '';
}

const both = async () => [await reached(), await reached()].toSorted();

describe('apiBalancer', () => {
  it('alternates between API servers, and skips one that is not ready or gone', async () => {
    let ready = true;
    await using one = await apiServer('127.92.1.1', () => ready);
    await using _other = await apiServer('127.92.2.1');
    using _balancer = await apiBalancer(range, addresses);
    await until(async () => (await both()).join() === addresses.join());
    ready = false;
    await until(async () => (await both()).join() === '127.92.2.1,127.92.2.1');
    ready = true;
    await until(async () => (await both()).join() === addresses.join());
    await one[Symbol.asyncDispose]();
    await until(async () => (await both()).join() === '127.92.2.1,127.92.2.1');
  });
});

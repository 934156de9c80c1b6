import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isNodeHealthy } from '../../../../harness/clusters/kops/node-health.ts';
import { doorRoute, doorSpec } from '../../../support/clusters/kind/fixtures.ts';

const { signal } = new AbortController();
const checkedBy = (of: 'node-proxy' | 'service' | 'none', nodePort = 1) => ({
  healthCheck: { ...doorSpec.healthCheck, of },
  routes: [doorRoute('web', nodePort)],
});

test("a node is as healthy as its kube-proxy's answer says", async () => {
  const asked = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => asked.mockRestore());
  asked.mockResolvedValueOnce(new Response('', { status: 200 }));
  expect(await isNodeHealthy('10.90.0.6', checkedBy('node-proxy'), signal)).toBe(true);
  expect(String(asked.mock.lastCall?.[0])).toBe('http://10.90.0.6:10256/healthz');
  asked.mockResolvedValueOnce(new Response('', { status: 503 }));
  expect(await isNodeHealthy('10.90.0.6', checkedBy('node-proxy'), signal)).toBe(false);
  asked.mockRejectedValueOnce(new Error('refused'));
  expect(await isNodeHealthy('10.90.0.6', checkedBy('node-proxy'), signal)).toBe(false);
});

test('where the check is of the service, it accepts connections to the NodePort', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  expect(await isNodeHealthy('127.0.0.1', checkedBy('service', port), signal)).toBe(true);
  server.close();
  await once(server, 'close');
  expect(await isNodeHealthy('127.0.0.1', checkedBy('service', port), signal)).toBe(false);
});

test('is healthy where nothing is checked', async () => {
  expect(await isNodeHealthy('192.0.2.1', checkedBy('none'), signal)).toBe(true);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectApi } from '../../../../harness/embedded/client/api-client.ts';
import lags from '../../../../harness/embedded/lags.json' with { type: 'json' };
import type { Lags } from '../../../../harness/embedded/lags.ts';
import { forkProcess } from '../../../../harness/embedded/process/fork.ts';
import type { NetworkSettings } from '../../../../harness/embedded/process/messages.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';
import { node, nodePort, service, slice } from '../../../support/embedded/network/service-objects.ts';
import { dial, named, refusal, serve, until } from '../../../support/embedded/network/sockets.ts';

const networkProgram = new URL('../../../../harness/embedded/process/network-process.ts', import.meta.url);
const range = 95;
const nodeAddress = '127.95.1.1';
const podAddress = '127.95.1.2';

async function startNetwork(api: NetworkSettings['api']) {
  const folder = mkdtempSync(join(tmpdir(), 'network-process-'));
  const settings: NetworkSettings = {
    runId: 'r1',
    range,
    api,
    lags: { ...Object.fromEntries(Object.keys(lags.lags).map((name) => [name, 0])) } as unknown as Lags,
    apiServers: [],
  };
  const child = forkProcess<Record<never, never>, object>(networkProgram, settings, {
    runId: 'r1',
    logFile: join(folder, 'log'),
  });
  await child.ready;
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      await child.end();
      rmSync(folder, { recursive: true });
    },
  };
}

const answers = () =>
  until(async () => {
    const client = dial(nodePort, nodeAddress);
    await until(() => client.saw.length > 0);
    client.socket.destroy();
    return client.text() === 'a';
  });

describe('the network process', () => {
  it('serves what it reads from the API, continues without it, follows it again, and ends with its parent', async () => {
    const server = await testServer();
    await using api = connectApi(server);
    await using _pod = await serve(named('a'), podAddress, 8080);
    {
      await using _network = await startNetwork(server);
      await api.create('Namespace', { metadata: { name: 'shop' } });
      await api.create('Node', node('n1', nodeAddress));
      const created = await api.create('Service', service());
      expect(created.spec?.ports?.[0]?.nodePort).toBe(nodePort);
      const stored = await api.create('EndpointSlice', slice('web-a', 8080, [{ address: podAddress }]));
      await answers();
      await server.stop();
      await answers();
      await server.start();
      const { endpoints = [] } = stored;
      await api.patch('EndpointSlice', stored.metadata, {
        endpoints: endpoints.map((one) => ({ ...one, conditions: { ready: false, serving: false } })),
      });
      await until(async () => (await refusal(nodePort, nodeAddress)) === 'ECONNREFUSED');
      await api.patch('EndpointSlice', stored.metadata, { endpoints });
      await answers();
    }
    expect(await refusal(nodePort, nodeAddress)).toBe('ECONNREFUSED');
    expect(await refusal(10_256, nodeAddress)).toBe('ECONNREFUSED');
  });
});

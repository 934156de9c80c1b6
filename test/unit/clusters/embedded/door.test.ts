import { describe, expect, it } from 'vitest';
import { openDoor } from '../../../../harness/clusters/embedded/door.ts';
import type { FrontDoorSpec } from '../../../../harness/clusters/front-door.ts';
import { proxyHealth } from '../../../../harness/embedded/network/proxy-health.ts';
import { doorRoute } from '../../../support/clusters/kind/fixtures.ts';
import { dial, named, serve, until } from '../../../support/embedded/network/sockets.ts';

const nodePort = 30_081;
const workers = [
  { name: 'w1', address: '127.93.1.1' },
  { name: 'w2', address: '127.93.2.1' },
];

const doorTo = async (
  of: FrontDoorSpec['healthCheck']['of'],
  followed = workers,
  allUnhealthy: FrontDoorSpec['allUnhealthy'] = 'refuse',
  deregistration: FrontDoorSpec['deregistration'] = { lagMs: 0, drainDelayMs: null },
) => {
  const stack = new AsyncDisposableStack();
  const control = stack.use(await serve(named('control')));
  const door = stack.use(
    await openDoor({
      spec: {
        routes: [doorRoute('web', nodePort)],
        healthCheck: { of, everyMs: 10, timeoutMs: 1_000, rise: 2, fall: 2 },
        connectTimeoutMs: 1_000,
        allUnhealthy,
        deregistration,
      },
      workers: followed,
      control: { ...control, command: [] },
    }),
  );
  return {
    follow: door.follow,
    ports: door.ports,
    web: door.ports.targets.web ?? 0,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

async function answering(port: number): Promise<string> {
  const client = dial(port);
  await until(() => client.saw.length > 0);
  client.socket.destroy();
  return client.text() || client.saw.join(' ');
}

const askTwice = async (port: number) => [await answering(port), await answering(port)].toSorted().join(' ');

describe('openDoor', () => {
  it('forwards to the workers and to the control web service', async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using _two = await serve(named('w2'), '127.93.2.1', nodePort);
    await using door = await doorTo('none');
    expect(await askTwice(door.web)).toBe('w1 w2');
    expect(await answering(door.ports.control)).toBe('control');
  });

  it("checks the health of a node's proxy, independent of the NodePort's response", async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using _two = await serve(named('w2'), '127.93.2.1', nodePort);
    const eligible = { w1: true, w2: true };
    const onError = (error: Error) => expect.unreachable(error.message);
    using _first = proxyHealth({ address: '127.93.1.1', port: 10_256, eligible: () => eligible.w1, onError });
    using _second = proxyHealth({
      address: '127.93.2.1',
      port: 10_256,
      eligible: () => eligible.w2,
      onError,
    });
    await using door = await doorTo('node-proxy');
    await until(async () => (await askTwice(door.web)) === 'w1 w2');
    eligible.w2 = false;
    await until(async () => (await askTwice(door.web)) === 'w1 w1');
    eligible.w2 = true;
    await until(async () => (await askTwice(door.web)) === 'w1 w2');
  });

  it('closes connections while no worker is healthy, or uses all workers, as the scenario specifies', async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using _two = await serve(named('w2'), '127.93.2.1', nodePort);
    // Nothing answers the health checks of the nodes.
    await using refusing = await doorTo('node-proxy', workers, 'refuse');
    await until(async () => (await askTwice(refusing.web)) === 'FIN FIN');
    await using open = await doorTo('node-proxy', workers, 'route-to-all');
    for (let turn = 0; turn < 20; turn += 1) expect(await askTwice(open.web)).toBe('w1 w2');
  });

  it('checks the NodePort itself if the scenario wants a check of the service', async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using door = await doorTo('service');
    await until(async () => (await askTwice(door.web)) === 'w1 w1');
  });

  it('keeps sending to a node that refuses connections if nothing is checked', async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using door = await doorTo('none');
    expect(await askTwice(door.web)).toBe('FIN w1');
  });

  it('follows replaced nodes without losing an established connection', async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using _two = await serve(named('w2'), '127.93.2.1', nodePort);
    await using door = await doorTo('none', workers.slice(0, 1));
    const kept = dial(door.web);
    await until(() => kept.text() === 'w1');
    await door.follow(workers.slice(1));
    expect(await askTwice(door.web)).toBe('w2 w2');
    kept.socket.write('!');
    await until(() => kept.text() === 'w1!');
    await door.follow([]);
    expect(await answering(door.web)).toBe('FIN');
    kept.socket.write('!');
    await until(() => kept.text() === 'w1!!');
    kept.socket.destroy();
  });

  it('keeps sending to a node that left for the lag, and ends its connections after the drain delay', async () => {
    await using _one = await serve(named('w1'), '127.93.1.1', nodePort);
    await using _two = await serve(named('w2'), '127.93.2.1', nodePort);
    const slow = { lagMs: 300, drainDelayMs: 3_000 };
    await using door = await doorTo('none', workers, 'refuse', slow);
    const dialled = [dial(door.web), dial(door.web)];
    await until(() => dialled.every((client) => client.text() !== ''));
    await door.follow(workers.slice(1));
    expect(await askTwice(door.web)).toBe('w1 w2');
    await until(async () => (await askTwice(door.web)) === 'w2 w2');
    const through = (name: string) => dialled.find((client) => client.text() === name);
    expect(through('w1')?.saw).toEqual(['data:w1']);
    await until(() => through('w1')?.saw.includes('FIN') ?? false);
    expect(through('w2')?.saw).toEqual(['data:w2']);
    for (const { socket } of dialled) socket.destroy();
  });
});

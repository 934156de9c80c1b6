import { createServer } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { dockerCli } from '../../../../../harness/clusters/docker/docker-cli.ts';
import { haproxyConfig } from '../../../../../harness/clusters/docker/haproxy/config.ts';
import { onThisMachine } from '../../../../../harness/clusters/docker/haproxy/door-place.ts';
import type { DoorOptions } from '../../../../../harness/clusters/docker/haproxy/front-door.ts';
import type { FrontDoorSpec } from '../../../../../harness/clusters/front-door.ts';
import { openBalancers } from '../../../../../harness/clusters/kops/balancer/open.ts';
import type { ResolveName } from '../../../../../harness/clusters/kops/balancer/resolve.ts';
import { answering, doorSpec, runId, worker } from '../../../../support/clusters/kind/fixtures.ts';

const open = vi.hoisted(() => vi.fn());
vi.mock('../../../../../harness/clusters/docker/haproxy/front-door.ts', () => ({ openHaproxy: open }));

const { signal } = new AbortController();
const choice = { kind: 'load-balancer', why: 'a test says so' } as const;
const limits = { withinMs: 0, everyMs: 5, openMs: 5, askEveryMs: 5 };

/** What HAProxy was last configured with. */
let configs: string[] = [];
beforeEach(() => {
  configs = [];
  open.mockReset();
  open.mockImplementation(async ({ listWorkers }: DoorOptions, spec: FrontDoorSpec) => {
    const listeners = {
      control: { address: '', port: 1 },
      targets: [{ address: '', port: 2 }],
      cli: { address: '', port: 3 },
    };
    const configure = async () => {
      const servers = await listWorkers([], signal);
      configs.push(haproxyConfig(spec, listeners, servers, { address: '127.0.0.1', port: 8080 }));
    };
    await configure();
    return {
      ...{ url: () => new URL('http://127.0.0.1:2/'), control: new URL('http://127.0.0.1:1/') },
      ...{ follow: configure, failures: async () => [{ target: 'web', node: '127.0.0.1' }] },
      [Symbol.asyncDispose]: async () => {},
    };
  });
});

/** Something that takes connections at a port of this machine. */
async function listening(): Promise<number> {
  const server = createServer(() => {});
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

async function opened(
  resolve: ResolveName,
  onBackends: FrontDoorSpec['onBackends'] = () => {},
  more: Partial<FrontDoorSpec> = {},
) {
  const port = await listening();
  const service = { namespace: 'rehearse', name: 'web', port };
  const routes = [{ ...doorSpec.routes[0], service }];
  const spec = { ...doorSpec, onBackends, ...more, routes } as FrontDoorSpec;
  const docker = dockerCli(answering(() => ''));
  const options = { docker, runId, place: onThisMachine(), choice, resolve, limits };
  const places = [{ target: 'web', hosts: ['web-1.elb.example.com'], port }];
  return { port, door: await openBalancers(options, places, spec, signal) };
}

const serversIn = (config = '') => config.split('\n').filter((line) => /^ {2}server (?!control)/.test(line));

describe('a front door before a load balancer', () => {
  const resolve = async () => ({ addresses: ['127.0.0.1'], ttlMs: 60_000 });

  it("sends to the port of the Service alone, without a health check of the tool's own", async () => {
    const { door, port } = await opened(resolve);
    await using _ = door;
    expect(serversIn(configs[0])).toEqual([`  server 127.0.0.1 127.0.0.1:${port}`]);
    expect(configs[0]).not.toContain('httpchk');
    expect(door.backends).toEqual([`web web-1.elb.example.com:${port} (127.0.0.1)`]);
    expect(door.choice).toEqual(choice);
    expect(door.settings).toContain('health checks and backends are the cloud');
    expect(door.url('web').hostname).toBe('127.0.0.1');
  });

  it('follows no node, claims so, and blames none for a failed connection', async () => {
    const { door } = await opened(resolve);
    await using _ = door;
    await door.follow([worker]);
    expect(configs.length).toBe(1);
    expect(await door.failures()).toEqual([]);
    expect(door.claims?.covers.join()).toContain('the tool follows no node');
    expect(door.claims?.notCovered.join()).not.toContain('deregistration');
  });

  it("claims that the proxy's deregistration is not its own", async () => {
    const more = { deregistration: { lagMs: 120_000, drainDelayMs: null } };
    const { door } = await opened(resolve, () => {}, more);
    await using _ = door;
    expect(door.claims?.notCovered.join()).toContain(
      '`frontDoor.deregistration`: the load balancer of the cloud',
    );
    expect(open.mock.calls[0]?.[1]).toMatchObject({ deregistration: { lagMs: 0, drainDelayMs: null } });
  });

  it('is at the new addresses of a name when its time to live is over', async () => {
    let addresses = ['127.0.0.1'];
    const changed = Promise.withResolvers<readonly string[]>();
    const { door } = await opened(async () => ({ addresses, ttlMs: 0 }), changed.resolve);
    await using _ = door;
    addresses = ['127.0.0.2'];
    expect(await changed.promise).toEqual(door.backends);
    expect(serversIn(configs.at(-1))[0]).toContain('server 127.0.0.2 127.0.0.2:');
  });

  it('is not opened while the balancer does not answer', async () => {
    await expect(opened(async () => ({ addresses: ['127.0.0.2'], ttlMs: 0 }))).rejects.toMatchObject({
      code: 'front-door-unreachable',
    });
    expect(open).not.toHaveBeenCalled();
  });
});

import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { dockerCli } from '../../../../../harness/clusters/docker/docker-cli.ts';
import type { DoorContainerSpec } from '../../../../../harness/clusters/docker/haproxy/container.ts';
import { onThisMachine } from '../../../../../harness/clusters/docker/haproxy/door-place.ts';
import { openHaproxy } from '../../../../../harness/clusters/docker/haproxy/front-door.ts';
import type { NodeRef } from '../../../../../harness/scenario/scenario.ts';
import { container, engineWith } from '../../../../support/clusters/kind/engine.ts';
import { doorSpec, runId, worker } from '../../../../support/clusters/kind/fixtures.ts';
import { serve } from '../../../../support/embedded/network/sockets.ts';

const start = vi.hoisted(() => vi.fn());
vi.mock('../../../../../harness/clusters/docker/haproxy/container.ts', () => ({ startDoorContainer: start }));

const { signal } = new AbortController();
afterEach(() => start.mockReset());

/** Containers that are only noted; what the proxy would publish for the control lane answers. */
function engine() {
  const specs: DoorContainerSpec[] = [];
  const configs: string[] = [];
  start.mockImplementation(async (spec: DoorContainerSpec) => {
    specs.push(spec);
    const [file] = spec.files;
    if (file !== undefined) {
      configs.push(file.content);
      await answerAt(Number(/bind 127\.0\.0\.1:(\d+)/.exec(file.content)?.[1]));
    }
    return {
      getId: () => spec.name,
      getIpAddress: (network: string) => (network === 'bridge' ? '172.17.0.2' : ''),
      logs: async () => new PassThrough(),
      copyContentToContainer: async ([{ content }]: [{ content: string }]) => void configs.push(content),
    };
  });
  const label = { 'k8s-rehearse.run': runId };
  const commands = engineWith(
    container(`rehearse-${runId}-control`, label),
    container(`rehearse-${runId}-front-door`, label),
  );
  return { specs, configs, commands };
}

async function answerAt(port: number): Promise<void> {
  const server = createServer((_, response) => response.end('ok'));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}

const nodes: readonly NodeRef[] = ['i-1', 'i-2'].map((name) => ({ ...worker, name }));
const addresses: Readonly<Record<string, string>> = {
  'i-1': '10.90.0.4',
  'i-2': '10.90.0.5',
  'i-3': '10.90.0.6',
};
const listWorkers = async (nodes: readonly NodeRef[]) =>
  nodes.map(({ name }) => ({ name, address: addresses[name] ?? '' }));
const serversIn = (config = '') => config.split('\n').filter((line) => /^ {2}server i-\d /.test(line));

describe("a front door on this machine's network", () => {
  it('listens on loopback alone and publishes nothing', async () => {
    const { specs, configs, commands } = engine();
    const options = { docker: dockerCli(commands), runId, place: onThisMachine(), listWorkers };
    await using door = await openHaproxy(options, doorSpec, nodes, signal);
    expect(specs).toMatchObject([
      { name: `rehearse-${runId}-control`, network: 'bridge', ports: [] },
      { name: `rehearse-${runId}-front-door`, network: 'host', ports: [] },
    ]);
    const binds = [...(configs[0] ?? '').matchAll(/bind (\S+)/g)].map(([, at]) => at);
    expect(binds).toEqual([door.control?.host, door.url('web').host]);
    expect(new Set(binds).size).toBe(2);
    for (const at of binds) expect(at).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(configs[0]).toContain('  server control 172.17.0.2:8080\n');
    expect(door.backends).toEqual(['i-1 10.90.0.4', 'i-2 10.90.0.5']);
  });

  it('follows replaced nodes, one change after the other, and reloads for a change alone', async () => {
    const { configs, commands } = engine();
    const options = { docker: dockerCli(commands), runId, place: onThisMachine(), listWorkers };
    await using door = await openHaproxy(options, doorSpec, nodes, signal);
    const [, second] = nodes as [NodeRef, NodeRef];
    const third = { ...worker, name: 'i-3' };
    await Promise.all([door.follow(nodes), door.follow([second]), door.follow([second, third])]);
    expect(
      configs
        .slice(1)
        .map(serversIn)
        .map((servers) => servers.length),
    ).toEqual([1, 2]);
    expect(serversIn(configs.at(-1))[1]).toBe(
      '  server i-3 10.90.0.6:30080 check port 10256 inter 1000ms rise 2 fall 3',
    );
    const reloads = commands.asked.filter((line) => line.startsWith('docker kill --signal HUP'));
    expect(reloads).toEqual(Array(2).fill(`docker kill --signal HUP rehearse-${runId}-front-door`));
    expect(door.backends).toEqual(['i-2 10.90.0.5', 'i-3 10.90.0.6']);
  });

  it('keeps a node that left until its lag is over', async () => {
    const { specs, configs, commands } = engine();
    const options = { docker: dockerCli(commands), runId, place: onThisMachine(), listWorkers };
    const slow = { ...doorSpec, deregistration: { lagMs: 500, drainDelayMs: null } };
    await using door = await openHaproxy(options, slow, nodes, signal);
    await door.follow(nodes.slice(1));
    expect(configs).toHaveLength(1);
    expect(door.backends).toEqual(['i-2 10.90.0.5']);
    await vi.waitUntil(() => configs.length > 1, { timeout: 10_000 });
    expect(serversIn(configs.at(-1))).toHaveLength(1);
    expect(specs.map(({ command }) => command)).toEqual([null, null]);
    expect(door.claims?.notCovered.join()).toContain("production's own load balancer");
  });

  it("ends a left node's connections by HAProxy's own CLI", async () => {
    const { specs, configs, commands } = engine();
    const options = { docker: dockerCli(commands), runId, place: onThisMachine(), listWorkers };
    const slow = { ...doorSpec, deregistration: { lagMs: 0, drainDelayMs: 50 } };
    await using door = await openHaproxy(options, slow, nodes, signal);
    const [program, ...args] = specs[1]?.command ?? [];
    expect(program).toBe('haproxy');
    const [, port] = /-S 127\.0\.0\.1:(\d+)$/.exec(args.join(' ')) ?? [];
    const answers: Readonly<Record<string, string>> = {
      'show proc\n': '8  worker  0  0d00h00m01s  3.0.11\n',
      '@!8 show sess\n': ['i-1', 'i-1-unchecked', 'i-2']
        .map((name, index) => `0x${index}: proto=tcpv4 fe=target-web be=target-web srv=${name} ts=00\n`)
        .join(''),
    };
    await using cli = await serve(
      (socket) => socket.once('data', (bytes) => socket.end(answers[String(bytes)] ?? '\n')),
      '127.0.0.1',
      Number(port),
    );
    await door.follow(nodes.slice(1));
    expect(configs).toHaveLength(2);
    const ended = () => cli.saw.filter((line) => line.includes('shutdown'));
    await vi.waitUntil(() => ended().length > 1, { timeout: 10_000 });
    expect(ended()).toEqual([0, 1].map((index) => `data:@!8 shutdown session 0x${index}\n`));
  });

  it('takes both containers away', async () => {
    const { commands } = engine();
    const options = { docker: dockerCli(commands), runId, place: onThisMachine(), listWorkers };
    const door = await openHaproxy(options, doorSpec, nodes, signal);
    await door[Symbol.asyncDispose]();
    expect(commands.left()).toEqual([]);
  });
});

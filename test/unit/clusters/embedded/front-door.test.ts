import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type FrontDoorOptions, openFrontDoor } from '../../../../harness/clusters/embedded/front-door.ts';
import { allowedProcessors, parseAllowed } from '../../../../harness/command/affinity.ts';
import { markedProcesses } from '../../../../harness/command/marked-processes.ts';
import { isRunning, type ProcessId, processId } from '../../../../harness/command/process-id.ts';
import { runVariable } from '../../../../harness/embedded/process/messages.ts';
import { newRunId } from '../../../support/clusters/embedded/made-cluster.ts';
import { controlPlane, doorSpec, worker } from '../../../support/clusters/kind/fixtures.ts';
import { named, serve, until } from '../../../support/embedded/network/sockets.ts';
import { offLinux } from '../../../support/off-linux.ts';

const range = 94;
const server = join(import.meta.dirname, '../../../../workloads/web/server.ts');
const never = new AbortController().signal;
const spec = { ...doorSpec, healthCheck: { ...doorSpec.healthCheck, of: 'none' as const } };
const replaced = { ...worker, uid: 'u3', name: 'c-worker2' };

function options(more: Partial<FrontDoorOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'front-door-'));
  const children: { readonly id: ProcessId | null; ended: boolean }[] = [];
  const lost: string[] = [];
  const given: FrontDoorOptions = {
    runId: newRunId('door'),
    range,
    folder,
    nodes: [controlPlane, worker],
    findAddress: ({ name }) => (name === worker.name ? '127.94.1.1' : '127.94.2.1'),
    command: [process.execPath, server],
    onChild(pid) {
      const child = { id: processId(pid), ended: false };
      children.push(child);
      return () => {
        child.ended = true;
      };
    },
    onLost: (why) => lost.push(why),
    ...more,
  };
  const log = () => readFileSync(join(folder, 'front-door.log'), 'utf8');
  const running = () => children.filter(({ id }) => id !== null && isRunning(id)).length;
  return { given, children, lost, log, running, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const text = async (url: URL) => await (await fetch(url)).text();

const readAllowed = (id: ProcessId | null) => parseAllowed(readFileSync(`/proc/${id?.pid}/status`, 'utf8'));

describe('openFrontDoor', () => {
  it.skipIf(offLinux())('keeps to the processors that it is given, and its child with it', async () => {
    const cpus = allowedProcessors().slice(-1);
    using set = options({ cpus });
    await using _door = await openFrontDoor(set.given, spec, never);
    expect(set.children.map(({ id }) => readAllowed(id))).toEqual([cpus, cpus]);
    expect(allowedProcessors().length).toBeGreaterThanOrEqual(cpus.length);
  });

  it('forwards to workers, including replaced ones, and to its own web service; both processes end with it', async () => {
    using set = options();
    const http = (name: string) =>
      `HTTP/1.1 200 OK\r\ncontent-length: ${name.length}\r\nconnection: close\r\n\r\n${name}`;
    await using _one = await serve(named(http('one')), '127.94.1.1', 30_080);
    await using _two = await serve(named(http('two')), '127.94.2.1', 30_080);
    {
      await using door = await openFrontDoor(set.given, spec, never);
      expect(set.running()).toBe(2);
      expect(await text(door.control as URL)).toBe('ok\n');
      expect(await text(door.url('web'))).toBe('one');
      expect(door.backends).toEqual(['c-worker 127.94.1.1']);
      await door.follow([controlPlane, replaced]);
      expect(door.backends).toEqual(['c-worker2 127.94.2.1']);
      expect(await text(door.url('web'))).toBe('two');
      expect(await door.failures()).toEqual([]);
      await door.follow([controlPlane]);
      await expect(text(door.url('web'))).rejects.toThrow();
      expect(await door.failures()).toEqual([{ target: 'web', node: null, unanswered: 1, broken: 0 }]);
      expect(() => door.url('api')).toThrow('The front door has no target api');
      expect(door.settings).toBe(
        "own TCP proxy, round robin over every worker's NodePort, no retries, no redispatch, health check: none, connect time-out 1.5 s, no idle time-out",
      );
    }
    expect(set.running()).toBe(0);
    expect(set.children.map(({ ended }) => ended)).toEqual([true, true]);
    expect(set.log()).toContain('web: listening on port 8080');
  });

  it('is reported as lost when its process is killed, and ends its web service when it is closed', async () => {
    using set = options();
    {
      await using _door = await openFrontDoor(set.given, spec, never);
      process.kill(set.children[0]?.id?.pid ?? 0, 'SIGKILL');
      await until(() => set.lost.length > 0);
      expect(set.running()).toBe(1);
    }
    expect(set.lost).toEqual(['SIGKILL']);
    expect(set.running()).toBe(0);
  });

  it('does not pass its own environment to the web service, and ends all its processes', async () => {
    using set = options();
    const environment = join(set.given.folder, 'environment');
    const script = `env > ${environment}; ${process.execPath} ${server} & wait`;
    vi.stubEnv('SECRET_OF_THE_USER', 'x');
    const door = await openFrontDoor({ ...set.given, command: ['sh', '-c', script] }, spec, never);
    vi.unstubAllEnvs();
    expect(readFileSync(environment, 'utf8')).not.toContain('SECRET_OF_THE_USER');
    const family = () => markedProcesses(runVariable).filter(({ value }) => value === set.given.runId);
    // The front door, a shell, and the server that the shell started.
    expect(family()).toHaveLength(3);
    await door[Symbol.asyncDispose]();
    await until(() => family().length === 0);
  });

  it('leaves nothing when the web service cannot be started', async () => {
    using set = options({ command: ['/nowhere/web'] });
    await expect(openFrontDoor(set.given, spec, never)).rejects.toThrow('/nowhere/web');
    expect(set.running()).toBe(0);
  });

  it('leaves nothing when it is aborted during its start', async () => {
    using set = options({ command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'] });
    const givingUp = new AbortController();
    const opening = openFrontDoor(set.given, spec, givingUp.signal);
    await until(() => set.children.length === 2);
    givingUp.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
    expect(set.running()).toBe(0);
  });
});

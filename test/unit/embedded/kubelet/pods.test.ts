import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  eventually,
  getMainStatus,
  isAlive,
  isReady,
  testNode,
} from '../../../support/embedded/kubelet/test-node.ts';

const readiness = { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 };

describe('a pod', () => {
  it('becomes a process with its own address, and Ready when its probe passes', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', { readinessProbe: readiness });
    const pod = await node.until('web', isReady);
    expect(pod.status).toMatchObject({
      phase: 'Running',
      podIP: `127.${node.range}.1.2`,
      hostIP: node.address,
      containerStatuses: [
        {
          name: 'main',
          ready: true,
          started: true,
          restartCount: 0,
          image: 'server',
          state: { running: {} },
        },
      ],
    });
    expect(await node.ask(pod, '/')).toMatch(/^\d+\n$/);
    expect(pod.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    await node.ask(pod, '/switch?ready=false');
    const unready = await node.until('web', (now) => !isReady(now));
    expect(unready.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
    expect(getMainStatus(unready)?.restartCount).toBe(0);
    expect(await node.events('web')).toContain(
      'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503',
    );
  });

  it('reports why its container cannot be started, and starts it when it can', async () => {
    const node = await testNode({ backOffMs: 50 });
    await node.openKubelet();
    await writeFile(`${node.folder}/logs`, 'in the way of a folder');
    await node.run('web', {});
    const pod = await node.until(
      'web',
      (now) => getMainStatus(now)?.state?.waiting?.reason === 'CreateContainerError',
    );
    expect(getMainStatus(pod)?.state?.waiting?.message).toContain('ENOTDIR');
    expect(await node.events('web')).toContainEqual(expect.stringMatching(/^Failed: Error: ENOTDIR/));
    await rm(`${node.folder}/logs`);
    expect(getMainStatus(await node.until('web', isReady))?.restartCount).toBe(0);
  });

  it('kills processes started next to a container, and ends a log that a process outside its group holds open', async () => {
    const node = await testNode();
    await node.openKubelet();
    const args = ['setsid sleep 1000 & echo $!; sleep 0.1; exit 1'];
    await node.run('one', { image: 'shell', args }, { restartPolicy: 'Never' });
    const { metadata } = await node.until('one', ({ status }) => status?.phase === 'Failed');
    const [container] = node.supervisor.find(metadata.uid)?.containers('main') ?? [];
    await eventually(() => container?.log.ended ?? false);
    const outside = Number(/F (\d+)\n/.exec(await readFile(container?.log.file ?? '', 'utf8'))?.[1]);
    expect(isAlive(outside)).toBe(true);
    process.kill(outside, 'SIGKILL');
    await node.run('two', {
      image: 'shell',
      args: ['sleep 0.5'],
      readinessProbe: {
        exec: { command: ['sh', '-c', 'echo $$ >> $NOTES; exec sleep 1000'] },
        timeoutSeconds: 60,
      },
    });
    await eventually(async () => (await node.notes()).length > 0);
    const [sibling] = await node.notes();
    await eventually(() => !isAlive(Number(sibling)));
  });

  it('gets its configured environment and its own, and nothing of the harness', async () => {
    const node = await testNode();
    await node.openKubelet();
    const env = [
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'GREETING', value: 'hello $(NAME) of $(NOBODY), $$(NAME)' },
    ];
    await node.run('one', { image: 'env', env }, { restartPolicy: 'Never' });
    const pod = await node.until('one', ({ status }) => status?.phase === 'Succeeded');
    const [container] = node.supervisor.find(pod.metadata.uid)?.containers('main') ?? [];
    const printed = (await readFile(container?.log.file ?? '', 'utf8')).split('\n').slice(0, -1);
    expect(printed.map((line) => line.replace(/^\S+ stdout F /, '')).toSorted()).toEqual([
      'GREETING=hello one of $(NOBODY), $(NAME)',
      `HOST=127.${node.range}.1.2`,
      'HOSTNAME=one',
      'NAME=one',
      `NOTES=${node.notesFile}`,
      `PATH=${process.env.PATH}`,
    ]);
    expect(getMainStatus(pod)?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  it('appends args to its command, and replaces it by command', async () => {
    const node = await testNode();
    await node.openKubelet();
    const never = { restartPolicy: 'Never' } as const;
    await node.run('args', { image: 'shell', args: ['exit 4'] }, never);
    await node.run(
      'command',
      { image: 'sleep', command: ['sh', '-c'], args: ['exit $(CODE)'], env: [{ name: 'CODE', value: '5' }] },
      never,
    );
    const ended = async (name: string) =>
      getMainStatus(await node.until(name, ({ status }) => status?.phase === 'Failed'))?.state?.terminated;
    expect(await ended('args')).toMatchObject({ exitCode: 4, reason: 'Error' });
    expect(await ended('command')).toMatchObject({ exitCode: 5, reason: 'Error' });
  });

  it('of an image without a command waits, and reports what would help', async () => {
    const node = await testNode({ backOffMs: 20 });
    await node.openKubelet();
    await node.run('lost', { image: 'nginx:1' });
    const pod = await node.until(
      'lost',
      (now) => getMainStatus(now)?.state?.waiting?.reason === 'ImagePullBackOff',
    );
    expect(pod.status?.phase).toBe('Pending');
    expect(getMainStatus(pod)?.state?.waiting?.message).toMatch(
      /It has server, sleep, shell, env; map "nginx:1" to a command under cluster.commands/,
    );
    expect(await node.events('lost')).toContain('BackOff: Back-off pulling image "nginx:1"');
  });

  it('whose program does not exist has failed to start', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('lost', { command: ['no-such-program'] }, { restartPolicy: 'Never' });
    const pod = await node.until('lost', ({ status }) => status?.phase === 'Failed');
    expect(getMainStatus(pod)?.state?.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('gets an address that has been free for long', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('one', { image: 'sleep' }, { terminationGracePeriodSeconds: 1 });
    await node.until('one', isReady);
    await node.api.delete('Pod', { namespace: 'default', name: 'one' });
    await node.untilGone('one');
    await node.run('two', { image: 'sleep' });
    expect((await node.until('two', isReady)).status?.podIP).toBe(`127.${node.range}.1.3`);
  });
});

describe('restarts', () => {
  it('have a back-off, and show the previous state', async () => {
    const node = await testNode({ backOffMs: 100 });
    await node.openKubelet();
    await node.run('crash', { image: 'shell', args: ['exit 3'] });
    const pod = await node.until(
      'crash',
      (now) =>
        getMainStatus(now)?.state?.waiting?.reason === 'CrashLoopBackOff' &&
        (getMainStatus(now)?.restartCount ?? 0) >= 2,
    );
    expect(pod.status?.phase).toBe('Running');
    expect(getMainStatus(pod)).toMatchObject({
      ready: false,
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    expect(getMainStatus(pod)?.state?.waiting?.message).toMatch(
      /^back-off \d+s restarting failed container=main pod=crash_default\(/,
    );
    expect((await node.events('crash')).join('\n')).toContain(
      'BackOff: Back-off restarting failed container main',
    );
  });

  it('follow a failed liveness probe', async () => {
    const node = await testNode();
    await node.openKubelet();
    const livenessProbe = {
      httpGet: { path: '/healthz', port: 'http' },
      periodSeconds: 1,
      failureThreshold: 1,
      initialDelaySeconds: 1,
    };
    await node.run('web', {
      livenessProbe,
      ports: [{ name: 'http', containerPort: 8080 }],
      readinessProbe: readiness,
    });
    const pod = await node.until('web', isReady);
    await node.ask(pod, '/switch?alive=false');
    const again = await node.until('web', (now) => getMainStatus(now)?.restartCount === 1 && isReady(now));
    expect(again.status?.podIP).toBe(pod.status?.podIP);
    expect(getMainStatus(again)?.lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(await node.events('web')).toContain(
      'Killing: Container main failed liveness probe, will be restarted',
    );
    expect(await node.notes()).toEqual(['listening', 'SIGTERM', 'listening']);
  });

  it('follow a changed image', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', {});
    const pod = await node.until('web', isReady);
    await node.ask(pod, '/');
    const { spec, metadata } = await node.api.get('Pod', pod.metadata);
    const containers = spec?.containers.map((container) => ({ ...container, image: 'sleep' }));
    await node.api.patch('Pod', metadata, { spec: { containers } });
    const again = await node.until('web', (now) => getMainStatus(now)?.restartCount === 1 && isReady(now));
    expect(getMainStatus(again)).toMatchObject({ image: 'sleep', imageID: 'processes://sleep' });
    expect(await node.events('web')).toContain(
      'Killing: Container main definition changed, will be restarted',
    );
  });

  it('do not happen for a pod that succeeded and restarts on failure', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('job', { image: 'shell', args: ['exit 0'] }, { restartPolicy: 'OnFailure' });
    const pod = await node.until('job', ({ status }) => status?.phase === 'Succeeded');
    expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')?.reason).toBe('PodCompleted');
  });
});

describe('probes', () => {
  it('by a command, of startup before readiness', async () => {
    const node = await testNode();
    await node.openKubelet();
    const exec = (command: string) => ({
      exec: { command: ['sh', '-c', command] },
      periodSeconds: 1,
      failureThreshold: 60,
    });
    await node.run('one', {
      image: 'sleep',
      startupProbe: exec('echo startup >> $NOTES; test -f started'),
      readinessProbe: exec('echo readiness >> $NOTES'),
    });
    const pod = await node.until('one', ({ status }) => status?.phase === 'Running');
    expect(getMainStatus(pod)).toMatchObject({ started: false, ready: false });
    await writeFile(`${node.folder}/pods/${pod.metadata.uid}/started`, '');
    await node.until('one', isReady);
    const notes = await node.notes();
    expect(notes.lastIndexOf('startup')).toBeLessThan(notes.indexOf('readiness'));
  });

  it('by a connection', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', { readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } });
    await node.until('web', isReady);
    await node.run('closed', {
      readinessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 1, failureThreshold: 1 },
    });
    await node.until('closed', ({ status }) => status?.phase === 'Running');
    const refused = /^Unhealthy: Readiness probe failed: dial tcp .*:8081: connect: connection refused$/;
    await eventually(async () => (await node.events('closed')).some((line) => refused.test(line)));
  });
});

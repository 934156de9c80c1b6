import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../../harness/embedded/objects.ts';
import {
  eventually,
  getMainStatus,
  isAlive,
  isReady,
  type TestNode,
  testNode,
} from '../../../support/embedded/kubelet/test-node.ts';

const key = (name: string) => ({ namespace: 'default', name });
const note = (line: string) => ({ exec: { command: ['sh', '-c', `echo ${line} >> $NOTES`] } });

/** Every state of the pod that the API shows from now until it is gone. */
async function watchToItsEnd(node: TestNode, name: string): Promise<() => Promise<readonly Pod[]>> {
  const over = new AbortController();
  const { resourceVersion } = await node.api.list('Pod');
  const selection = { namespace: 'default', fieldSelector: `metadata.name=${name}`, resourceVersion };
  const read = async () => {
    const states: Pod[] = [];
    for await (const change of node.api.watch('Pod', selection, over.signal)) {
      if (change.type === 'BOOKMARK') continue;
      states.push(change.object);
      if (change.type === 'DELETED') over.abort();
    }
    return states;
  };
  const reading = read();
  return () => reading;
}

const askProcessId = async (node: TestNode, pod: Pod) => Number(await node.ask(pod, '/'));

describe('a pod that is deleted', () => {
  it('runs its preStop hook, gets SIGTERM, and is removed when it has ended', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', { lifecycle: { preStop: note('preStop') } });
    const pod = await node.until('web', isReady);
    const pid = await askProcessId(node, pod);
    const states = await watchToItsEnd(node, 'web');
    await node.api.delete('Pod', key('web'));
    const seen = await states();
    expect(await node.notes()).toEqual(['listening', 'preStop', 'SIGTERM']);
    expect(isAlive(pid)).toBe(false);
    // Ready while it terminates: the endpoint controller takes a terminating pod out of service.
    expect(seen.map((state) => `${state.status?.phase} ${isReady(state)}`)).toEqual([
      'Running true',
      'Succeeded false',
      'Succeeded false',
    ]);
    const last = seen.at(-1) as Pod;
    expect(getMainStatus(last)?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(await node.events('web')).toContain('Killing: Stopping container main');
    expect(node.supervisor.sandboxes()).toEqual([]);
  });

  it('gets its hook, and readiness probes while it terminates', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', {
      env: [{ name: 'ON_SIGTERM', value: 'unready' }],
      lifecycle: { preStop: { httpGet: { path: '/note?line=preStop', port: 8080 } } },
      readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1, failureThreshold: 1 },
      startupProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1, failureThreshold: 60 },
      // Its liveness probe would kill it if it were not terminating.
      livenessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1, failureThreshold: 1 },
    });
    await node.until('web', isReady);
    const states = await watchToItsEnd(node, 'web');
    await node.api.delete('Pod', key('web'), { gracePeriodSeconds: 3 });
    const seen = await states();
    expect(await node.notes()).toEqual(['listening', 'preStop', 'SIGTERM']);
    expect(seen.map((state) => `${state.status?.phase} ${isReady(state)}`)).toEqual([
      'Running true',
      'Running false',
      'Failed false',
      'Failed false',
    ]);
    // 128 + SIGKILL: it continued after SIGTERM.
    expect(getMainStatus(seen.at(-1) as Pod)?.state?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'Error',
    });
  });

  it('loses the rest of a long hook when the grace period ends', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run(
      'web',
      { lifecycle: { preStop: { sleep: { seconds: 600 } } } },
      { terminationGracePeriodSeconds: 600 },
    );
    await node.ask(await node.until('web', isReady), '/');
    await node.api.delete('Pod', key('web'), { gracePeriodSeconds: 1 });
    await node.untilGone('web');
    expect(await node.notes()).toEqual(['listening', 'SIGTERM']);
  });

  it('ends sooner when it is deleted again with a shorter grace period', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run(
      'web',
      { lifecycle: { preStop: { sleep: { seconds: 600 } } } },
      { terminationGracePeriodSeconds: 600 },
    );
    await node.ask(await node.until('web', isReady), '/');
    await node.api.delete('Pod', key('web'));
    await eventually(async () => (await node.events('web')).includes('Killing: Stopping container main'));
    await node.api.delete('Pod', key('web'), { gracePeriodSeconds: 1 });
    await node.untilGone('web');
    expect(await node.notes()).toEqual(['listening', 'SIGTERM']);
  });

  it('with grace 0 is killed after its removal', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', { env: [{ name: 'ON_SIGTERM', value: 'ignore' }] });
    const pod = await node.until('web', isReady);
    const pid = await askProcessId(node, pod);
    await node.api.delete('Pod', key('web'), { gracePeriodSeconds: 0 });
    expect(await node.get('web')).toBeNull();
    await eventually(() => !isAlive(pid));
    expect(await node.notes()).toEqual(['listening', 'SIGTERM']);
  });

  it('before it was started has failed', async () => {
    const node = await testNode({ lags: { podStartMs: 3_600_000 } });
    await node.openKubelet();
    await node.run('web', {});
    await node.until('web', (pod) => getMainStatus(pod)?.state?.waiting?.reason === 'ContainerCreating');
    const states = await watchToItsEnd(node, 'web');
    await node.api.delete('Pod', key('web'));
    const last = (await states()).at(-1) as Pod;
    expect(last.status?.phase).toBe('Failed');
    expect(getMainStatus(last)?.state?.terminated?.reason).toBe('ContainerStatusUnknown');
  });

  it('leaves no process of its own group behind', async () => {
    const node = await testNode();
    await node.openKubelet();
    const args = ['sh -c "trap \'\' TERM; echo child $$ >> $NOTES; while :; do sleep 1; done" & wait'];
    await node.run('family', { image: 'shell', args }, { terminationGracePeriodSeconds: 1 });
    let child = '';
    await eventually(async () => {
      child = (await node.notes()).at(0) ?? '';
      return child !== '';
    });
    await node.api.delete('Pod', key('family'));
    await node.untilGone('family');
    const pid = Number(child.split(' ')[1]);
    await eventually(() => !isAlive(pid));
  });
});

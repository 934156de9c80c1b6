import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import {
  eventually,
  getMainStatus,
  isAlive,
  isReady,
  nodeName,
  testNode,
} from '../../../support/embedded/kubelet/test-node.ts';

const node = { name: nodeName };
const lease = { namespace: 'kube-node-lease', name: nodeName };

describe('a kubelet', () => {
  it('registers its node, reports it as ready and renews its lease', async () => {
    const { openKubelet, api, address, range } = await testNode();
    await openKubelet('1.33.1');
    const registered = await api.get('Node', node);
    expect(registered.spec).toMatchObject({
      podCIDR: `127.${range}.1.0/24`,
      providerID: `embedded://${address}/${nodeName}`,
    });
    expect(registered.status).toMatchObject({
      nodeInfo: { kubeletVersion: 'v1.33.1', operatingSystem: 'linux' },
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: nodeName },
      ],
      capacity: { pods: '110' },
    });
    expect(registered.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toContain(
      'Ready=True',
    );
    const renewed = async () => (await api.get('Lease', lease)).spec?.renewTime;
    const first = await renewed();
    await eventually(async () => (await renewed()) !== first);
  });

  it('that replaces another finds its pods running, and those that were deleted meanwhile', async () => {
    const test = await testNode();
    const before = await test.openKubelet('1.33.1');
    await test.api.patch('Node', node, { spec: { unschedulable: true } });
    await test.run('stays', {
      readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
    });
    await test.run('goes', {});
    await test.run('vanishes', {});
    const pod = await test.until('stays', isReady);
    const pid = await test.ask(pod, '/');
    const terminating = Number(await test.ask(await test.until('goes', isReady), '/'));
    const vanishing = Number(await test.ask(await test.until('vanishes', isReady), '/'));

    await before[Symbol.asyncDispose]();
    await expect(askKubelet(test.address)).rejects.toThrow('ECONNREFUSED');
    await test.api.delete('Pod', { namespace: 'default', name: 'goes' });
    await test.api.delete('Pod', { namespace: 'default', name: 'vanishes' }, { gracePeriodSeconds: 0 });
    expect([terminating, vanishing].map(isAlive)).toEqual([true, true]);

    await test.openKubelet('1.34.1');
    expect(await askKubelet(test.address)).toBe(200);
    const registered = await test.api.get('Node', node);
    expect(registered.status?.nodeInfo?.kubeletVersion).toBe('v1.34.1');
    expect(registered.spec?.unschedulable).toBe(true);
    await test.untilGone('goes');
    await eventually(() => ![terminating, vanishing].some(isAlive));
    const found = await test.until('stays', isReady);
    expect(await test.ask(found, '/')).toBe(pid);
    expect(getMainStatus(found)).toMatchObject({
      restartCount: 0,
      containerID: getMainStatus(pod)?.containerID,
    });
  });

  it('waits for an unavailable API, and afterwards reports what has happened', async () => {
    const test = await testNode({ backOffMs: 60_000 });
    await test.openKubelet();
    await test.run('web', {});
    await test.until('web', isReady);
    await test.server.stop();
    const [sandbox] = test.supervisor.sandboxes();
    sandbox?.containers('main')[0]?.kill();
    await sandbox?.containers('main')[0]?.ended;
    await test.server.start();
    const pod = await test.until('web', (now) => getMainStatus(now)?.restartCount === 1 && isReady(now));
    expect(getMainStatus(pod)?.lastState?.terminated?.exitCode).toBe(137);
  });

  it('shows static pods, and shows them again when they are deleted or changed', async () => {
    const test = await testNode();
    const kubelet = await test.openKubelet();
    const key = { namespace: 'kube-system', name: `kube-apiserver-${nodeName}` };
    await kubelet.showStaticPods([{ name: 'kube-apiserver', image: 'embedded/kube-apiserver:v1.33.1' }]);
    const pod = await test.api.get('Pod', key);
    expect(pod.metadata.annotations).toMatchObject({ 'kubernetes.io/config.source': 'file' });
    expect(pod.metadata.ownerReferences).toMatchObject([{ kind: 'Node', name: nodeName }]);
    expect(isReady(pod)).toBe(true);
    expect(getMainStatus(pod)).toMatchObject({
      image: 'embedded/kube-apiserver:v1.33.1',
      imageID: 'embedded',
    });

    await test.api.delete('Pod', key, { gracePeriodSeconds: 0 });
    const another = () => test.api.get('Pod', key).catch(() => pod);
    await eventually(async () => (await another()).metadata.uid !== pod.metadata.uid);
    await kubelet.showStaticPods([{ name: 'kube-apiserver', image: 'embedded/kube-apiserver:v1.34.1' }]);
    expect(getMainStatus(await test.api.get('Pod', key))?.image).toBe('embedded/kube-apiserver:v1.34.1');
    await kubelet.showStaticPods([]);
    expect((await test.api.list('Pod', { namespace: 'kube-system' })).items).toEqual([]);
  });
});

function askKubelet(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host, port: 10250, path: '/healthz', rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}

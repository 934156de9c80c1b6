import { describe, expect, it } from 'vitest';
import { awaitAccess } from '../../../../harness/clusters/kind/access-race.ts';
import { nodeShell } from '../../../../harness/clusters/kind/cli/node-shell.ts';
import { inPlace } from '../../../../harness/clusters/kind/in-place.ts';
import { answering, controlPlane, refused, worker } from '../../../support/clusters/kind/fixtures.ts';

const signal = new AbortController().signal;
const second = { ...controlPlane, uid: 'u3', name: 'c-control-plane2' };

describe('upgradeConfig', () => {
  it("applies on the first control plane, from the staged program, with kubeadm's checks except those named", async () => {
    const commands = answering(() => '');
    await inPlace(nodeShell(commands)).upgradeConfig(controlPlane, '1.34.4', signal);
    expect(commands.asked).toEqual([
      'docker exec c-control-plane /var/lib/k8s-rehearse/1.34.4/bin/kubeadm upgrade apply v1.34.4 --yes --ignore-preflight-errors=SystemVerification',
    ]);
  });

  it('only follows on the other control planes and the workers, once they may read the configuration', async () => {
    const commands = answering(() => '');
    const ops = inPlace(nodeShell(commands), async () => {});
    for (const node of [controlPlane, second, worker]) await ops.upgradeConfig(node, '1.34.4', signal);
    const kubeadm = commands.asked.filter((it) => it.includes('/bin/kubeadm'));
    expect(kubeadm.map((it) => it.replace(/^docker exec (\S+) \S+ (upgrade \w+).*$/, '$1: $2'))).toEqual([
      'c-control-plane: upgrade apply',
      'c-control-plane2: upgrade node',
      'c-worker: upgrade node',
    ]);
    const access = commands.asked.filter((it) => it.startsWith('docker exec c-worker kubectl'));
    expect(access).toHaveLength(5);
    expect(access[0]).toContain('--kubeconfig /etc/kubernetes/kubelet.conf');
  });

  it("fails with the node's name and kubeadm's output", async () => {
    const ops = inPlace(nodeShell(answering(() => refused('[ERROR CoreDNSUnsupportedPlugins]: no'))));
    await expect(ops.upgradeConfig(controlPlane, '1.34.4', signal)).rejects.toMatchObject({
      code: 'upgrade-failed',
      exitCode: 20,
      message: 'kubeadm upgrade apply failed on c-control-plane: [ERROR CoreDNSUnsupportedPlugins]: no',
    });
  });

  it("is not reported as a failure after the user's interrupt", async () => {
    const stop = new AbortController();
    const commands = answering(() => {
      stop.abort(new Error('stopped by the user'));
      return refused('killed');
    });
    const upgrading = inPlace(nodeShell(commands)).upgradeConfig(controlPlane, '1.34.4', stop.signal);
    await expect(upgrading).rejects.toThrow('stopped by the user');
  });
});

describe('upgradeKubelet', () => {
  it('installs the staged kubelet under the old name and restarts it', async () => {
    const commands = answering(() => '');
    await inPlace(nodeShell(commands)).upgradeKubelet(worker, '1.34.4', signal);
    expect(commands.asked).toEqual([
      'docker exec c-worker cp --remove-destination /var/lib/k8s-rehearse/1.34.4/bin/kubelet /usr/bin/kubelet',
      'docker exec c-worker systemctl daemon-reload',
      'docker exec c-worker systemctl restart kubelet',
    ]);
  });
});

describe('awaitAccess', () => {
  it('starts counting again after every refusal', async () => {
    const answers = [true, true, false, true, true, true, true, false, true, true, true, true, true];
    const commands = answering(() => (answers.shift() ? '' : refused('forbidden')));
    let pauses = 0;
    await awaitAccess(nodeShell(commands), 'c-worker', signal, async () => void pauses++);
    expect(answers).toEqual([]);
    expect(pauses).toBe(12);
  });

  it('stops after its limit with the last refusal', async () => {
    const commands = answering(() => refused('configmaps "kubeadm-config" is forbidden'));
    const waiting = awaitAccess(nodeShell(commands), 'c-worker', signal, async () => {}, 0);
    await expect(waiting).rejects.toMatchObject({
      code: 'upgrade-failed',
      message: expect.stringContaining('is forbidden'),
    });
  });
});

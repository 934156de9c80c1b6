import { describe, expect, it } from 'vitest';
import { proberFile, proberManifests } from '../../../harness/workload/prober-manifests.ts';
import { proberSettings } from '../../../workloads/web/settings.ts';

const { namespace, daemonSet } = proberManifests({
  image: 'k8s-rehearse/web:0123456789abcdef',
  runId: 'run-1',
});
const podSpec = daemonSet.spec?.template.spec;
const container = podSpec?.containers[0];

describe('manifests of the DNS probers', () => {
  it('write where the harness reads', () => {
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
    const inPod = proberSettings(env).file.replace('$(NODE_NAME)', 'worker-1');
    const mount = container?.volumeMounts?.[0];
    const volume = podSpec?.volumes?.find(({ name }) => name === mount?.name);
    expect(inPod.replace(mount?.mountPath ?? '', volume?.hostPath?.path ?? '')).toBe(proberFile('worker-1'));
  });

  it('run on every node, whatever its taints', () => {
    expect(podSpec?.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(podSpec).not.toHaveProperty('nodeSelector');
  });

  it('run as root for the sake of the folder, without any capability', () => {
    expect(container?.securityContext).toMatchObject({
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('label what they make with the run', () => {
    for (const object of [namespace, daemonSet])
      expect(object.metadata?.labels).toMatchObject({ 'k8s-rehearse/run': 'run-1' });
  });
});

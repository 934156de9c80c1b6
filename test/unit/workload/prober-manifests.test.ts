import { describe, expect, it } from 'vitest';
import { proberFile, proberManifests } from '../../../harness/workload/prober-manifests.ts';
import { proberSettings } from '../../../workloads/web/settings.ts';

const { namespace, service, daemonSet } = proberManifests({
  image: 'k8s-rehearse/web:0123456789abcdef',
  probes: ['dns', 'pods'],
  runId: 'run-1',
});
const podSpec = daemonSet.spec?.template.spec;
const container = podSpec?.containers[0];

/** Its variables; those of the downward API with the path they come from. */
const env = Object.fromEntries(
  (container?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.fieldRef?.fieldPath]),
);

describe('manifests of the probers', () => {
  it('write where the harness reads', () => {
    const inPod = proberSettings(env).file.replace('$(NODE_NAME)', 'worker-1');
    const mount = container?.volumeMounts?.[0];
    const volume = podSpec?.volumes?.find(({ name }) => name === mount?.name);
    expect(inPod.replace(mount?.mountPath ?? '', volume?.hostPath?.path ?? '')).toBe(proberFile('worker-1'));
  });

  it('find each other by name, including those on nodes that are not ready', () => {
    expect(env.POD_IP).toBe('status.podIP');
    const { probes, pods } = proberSettings({ ...env, POD_IP: '10.0.0.1' });
    expect(probes).toEqual(['dns', 'pods']);
    const { name, namespace } = service.metadata ?? {};
    expect(pods).toMatchObject({ address: '10.0.0.1', name: `${name}.${namespace}.svc.cluster.local` });
    expect(service.spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      ports: [{ port: pods?.port }],
    });
    expect(daemonSet.spec?.template.metadata?.labels).toMatchObject(
      service.spec?.selector ?? { no: 'selector' },
    );
  });

  it('run on every node, whatever its taints', () => {
    expect(podSpec?.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(podSpec).not.toHaveProperty('nodeSelector');
  });

  it('run as root for access to the folder, without any capability', () => {
    expect(container?.securityContext).toMatchObject({
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('label what they create with the run', () => {
    for (const object of [namespace, service, daemonSet])
      expect(object.metadata?.labels).toMatchObject({ 'k8s-rehearse/run': 'run-1' });
  });
});

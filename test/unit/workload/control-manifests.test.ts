import { describe, expect, it } from 'vitest';
import { controlManifests, rolledDeployment } from '../../../harness/workload/control-manifests.ts';

const { namespace, deployments } = controlManifests({
  image: 'k8s-rehearse/web:0123456789abcdef',
  runId: 'run-1',
  rollouts: ['control-plane-1', 'balanced'],
});

describe('manifests for probes of the control plane', () => {
  it('are one Deployment for each API server, all labelled with the run', () => {
    const names = deployments.map(({ metadata }) => metadata?.name);
    expect(names).toEqual(['rollout-control-plane-1', 'rollout-balanced']);
    expect(names[1]).toBe(rolledDeployment('balanced'));
    for (const { metadata } of [namespace, ...deployments])
      expect(metadata?.labels).toMatchObject({ 'k8s-rehearse/run': 'run-1' });
  });

  it('select each their own pod, which may go to a control-plane node and to no cordoned node', () => {
    for (const { spec } of deployments) {
      expect(spec?.template.metadata?.labels).toMatchObject(spec?.selector.matchLabels ?? { no: 'selector' });
      expect(spec?.template.spec?.tolerations?.map(({ key }) => key)).toEqual([
        'node-role.kubernetes.io/control-plane',
      ]);
    }
    const selectors = deployments.map(({ spec }) => JSON.stringify(spec?.selector));
    expect(new Set(selectors).size).toBe(2);
  });
});

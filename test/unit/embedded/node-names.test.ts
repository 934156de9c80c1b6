import { describe, expect, it } from 'vitest';
import {
  createLabels,
  createTaints,
  listSlots,
  listStaticPods,
  nodeNames,
} from '../../../harness/embedded/node-names.ts';

describe('nodes', () => {
  it('are named as in kind, and a name is never reused', () => {
    const chooseName = nodeNames('shop');
    expect([
      chooseName('control-plane'),
      chooseName('control-plane'),
      chooseName('worker'),
      chooseName('worker'),
    ]).toEqual(['shop-control-plane', 'shop-control-plane2', 'shop-worker', 'shop-worker2']);
  });

  it('have the slots of the scenario, control planes first', () => {
    const pools = [
      { name: 'web', nodes: 2 },
      { name: 'batch', nodes: 1 },
    ];
    const slots = listSlots({ controlPlanes: 1, pools });
    expect(slots.map(({ pool, role, ordinal }) => `${pool} ${role} ${ordinal}`)).toEqual([
      'control-plane control-plane 0',
      'web worker 0',
      'web worker 1',
      'batch worker 0',
    ]);
  });

  it('have their slot as a label, and control planes have a taint', () => {
    const slot = { pool: 'web', role: 'worker', ordinal: 1 } as const;
    expect(createLabels('n', slot)).toMatchObject({
      'k8s-rehearse/pool': 'web',
      'k8s-rehearse/ordinal': '1',
      'kubernetes.io/hostname': 'n',
    });
    expect(createTaints(slot)).toEqual([]);
    expect(createTaints({ ...slot, role: 'control-plane' })).toEqual([
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ]);
  });

  it('show the components of a version, and no etcd', () => {
    expect(listStaticPods('1.34.4').map(({ image }) => image)).toEqual([
      'embedded/kube-apiserver:v1.34.4',
      'embedded/kube-controller-manager:v1.34.4',
      'embedded/kube-scheduler:v1.34.4',
    ]);
  });
});

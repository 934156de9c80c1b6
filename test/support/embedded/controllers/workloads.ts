import type { Deployment, New, Node, Pod, ReplicaSet } from '../../../../harness/embedded/objects.ts';
import type { MemoryApi } from '../memory-api.ts';

/** Quick retries: these tests wait for conditions, not for back-offs. */
export const template = (image = 'web:1', labels: Record<string, string> = { app: 'web' }) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'web', image }] },
});

export const replicaSet = (
  replicas: number,
  spec: Partial<NonNullable<ReplicaSet['spec']>> = {},
): New<'ReplicaSet'> => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template(), ...spec },
});

export const deployment = (
  replicas: number,
  spec: Partial<NonNullable<Deployment['spec']>> = {},
): New<'Deployment'> => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: template(),
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    ...spec,
  },
});

export const node = (
  name: string,
  spec: Node['spec'] = {},
  labels: Record<string, string> = {},
): New<'Node'> => ({
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
  spec,
});

const at = (second: number) => new Date(1_767_225_600_000 + second * 1_000).toISOString().replace('.000', '');

/** What a scheduler and a kubelet do to a pod, at once. */
export function kubelet(api: MemoryApi) {
  const put = (pod: Pod, change: Partial<Pod>) => api.store.put('Pod', { ...pod, ...change });
  const withReady = (pod: Pod, ready: boolean, second: number): Pod['status'] => ({
    ...pod.status,
    phase: 'Running',
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at(second) }],
  });
  const pods = () => api.store.all('Pod');
  return {
    pods,
    run(pod: Pod, nodeName = 'worker-1', second = 0) {
      put(pod, {
        spec: { containers: [], ...pod.spec, nodeName },
        status: withReady(pod, true, second),
      } as Partial<Pod>);
    },
    fail(pod: Pod) {
      put(pod, { status: { ...pod.status, phase: 'Failed' } } as Partial<Pod>);
    },
    unready(pod: Pod) {
      put(pod, { status: withReady(pod, false, 0) } as Partial<Pod>);
    },
    /** The end of its grace period. */
    end(pod: Pod) {
      api.store.remove('Pod', pod);
    },
    /** Runs new pods and ends terminating ones. @returns whether there were any */
    turn(nodeName = 'worker-1'): boolean {
      const news = pods().filter((pod) => pod.status?.phase === undefined && !pod.metadata.deletionTimestamp);
      const terminating = pods().filter((pod) => pod.metadata.deletionTimestamp !== undefined);
      for (const pod of news) this.run(pod, pod.spec?.nodeName ?? nodeName);
      for (const pod of terminating) this.end(pod);
      return news.length + terminating.length > 0;
    },
  };
}

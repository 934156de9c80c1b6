import { reason } from '../../../reasons/reason.ts';
import { systemNamespace } from '../../../timeline/system-namespace.ts';
import { isHalfCovered, overlapUs } from '../../overlaps.ts';
import { listEvictions } from '../meanwhile.ts';
import type { Mechanism } from './mechanism.ts';

/** Names under which the cluster's DNS is deployed: kubeadm's, and the former add-on's. */
const dnsDeployments: ReadonlySet<string> = new Set(['coredns', 'kube-dns']);

/** The Deployment of the cluster's DNS had no ready pod for at least half of an outage. */
export const noDnsPod: Mechanism = {
  id: 'no-dns-pod',
  title: 'no DNS pod ready',
  find: {
    outage({ reading, outage }, { timeline }) {
      if (reading.probe !== 'dns') return null;
      const idle = timeline.idleDeployments.filter(({ deployment }) =>
        dnsDeployments.has(deployment.slice(systemNamespace.length + 1)),
      );
      const first = idle.find((span) => overlapUs(span, outage) > 0);
      if (first === undefined || !isHalfCovered(outage, idle)) return null;
      const { deployment, fromUs, toUs } = first;
      const prefix = `${deployment.slice(systemNamespace.length + 1)}-`;
      const evicted = listEvictions(outage, timeline)
        .filter(({ namespace, pod }) => namespace === systemNamespace && pod.startsWith(prefix))
        .map(({ pod, node, atUs }) =>
          reason('pod-evicted', { pod, node, atUs }, [{ pod }, { node }, { record: 'eviction', atUs }]),
        );
      return [
        reason('deployment-without-pod', { deployment, fromUs, toUs }),
        ...evicted,
        reason('more-dns-pods'),
      ];
    },
  },
  recommend: null,
  docs: {
    when: 'Probe `dns`: the Deployment `coredns` or `kube-dns` had no ready pod for at least half of the outage. Its evicted pods are named.',
    recommendation: 'No setting: replicas, spread and budget are those of that Deployment.',
  },
};

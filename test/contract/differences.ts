import type { ProviderName } from '../../harness/scenario/providers/table.ts';

/** Where providers differ beyond their traits, and why. The contract's tests read it, and docs/providers.md shows it. */
interface Difference {
  readonly what: string;
  readonly on: Readonly<Record<ProviderName, string>>;
  readonly why: string;
}

/**
 * All provider-specific expectations of a case beyond the traits: no test branches on the provider in any
 * other way.
 */
export const differences = {
  staticPods: {
    what: 'static pods of a control plane',
    on: {
      embedded: 'kube-apiserver, kube-controller-manager, kube-scheduler',
      kind: 'etcd, kube-apiserver, kube-controller-manager, kube-scheduler',
      kops: 'those of production',
    },
    why: 'the embedded cluster keeps its objects in memory; an etcd that is not there is not shown',
  },
  systemDaemonSets: {
    what: 'DaemonSets in kube-system',
    on: { embedded: 'none', kind: 'kube-proxy, pod-network', kops: 'those of production' },
    why: "the embedded node proxies are a process of their own, since a restart of a real kube-proxy leaves the kernel's rules in place, and that of a user-space proxy would not",
  },
  everyKind: {
    what: 'manifests may hold every kind of Kubernetes, and kinds of their own',
    on: { embedded: 'no', kind: 'yes', kops: 'yes' },
    why: 'the embedded cluster has the kinds that a roll is judged by, and no CustomResourceDefinitions; `validate` lists what it lacks',
  },
  localTraffic: {
    what: 'the front door sends only to workers with a ready pod where a Service has `externalTrafficPolicy: Local`',
    on: { embedded: 'no', kind: 'yes', kops: 'yes' },
    why: 'the embedded node proxies have no port that shows which nodes have a pod (`healthCheckNodePort`); the setting is a caveat there',
  },
  balancerStatus: {
    what: 'the status of a Service of type LoadBalancer may name a load balancer, as a cloud writes it',
    on: { embedded: 'no', kind: 'yes', kops: 'yes' },
    why: "the embedded cluster drops that part of the status: nothing there makes load balancers. On kind the contract's test plays the cloud",
  },
  raisedSigterm: {
    what: 'exit code of a first process whose runtime catches SIGTERM and raises it again, as Node does for a program without a handler',
    on: { embedded: '143', kind: '137', kops: '137' },
    why: 'the kernel shields only process 1 of a container from a signal that it raises itself. There it runs until its grace period is over; here it ends at once. One that never catches SIGTERM runs until then on both',
  },
} as const satisfies Record<string, Difference>;

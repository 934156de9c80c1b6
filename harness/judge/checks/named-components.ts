/** A part of Kubernetes that an after-check names, and how its pods are recognized. */
export interface NamedComponent {
  readonly id: string;
  readonly title: string;
  /** Names of its DaemonSets and Deployments, or of its static pods without their node's name. */
  readonly workloads: readonly string[];
  /** Values of the label `k8s-app` (`component` in kubeadm's static pods), for workloads of other names. */
  readonly apps: readonly string[];
  /** Where it runs once per node; `replicas`: as many pods as before. A workload that was not everywhere before need not be. */
  readonly runsOn: 'control-planes' | 'nodes' | 'replicas';
  /** Name of the image that has Kubernetes' version as its tag; null: it has versions of its own, which are not known here. */
  readonly versionedImage: string | null;
}

const ofKubernetes = (id: string, title: string, runsOn: NamedComponent['runsOn']): NamedComponent => ({
  id,
  title,
  workloads: [id],
  apps: [id],
  runsOn,
  versionedImage: id,
});

const ofItsOwn = (
  id: string,
  title: string,
  runsOn: NamedComponent['runsOn'],
  workloads: readonly string[],
  apps: readonly string[] = workloads,
): NamedComponent => ({ id, title, workloads, apps, runsOn, versionedImage: null });

/**
 * What kops' runbook asks for after an upgrade. The names are those of kubeadm, and of kops 1.31: nodeup/pkg/model,
 * pkg/model/components/etcdmanager and upup/models/cloudup/resources/addons.
 */
export const namedComponents: readonly NamedComponent[] = [
  ofKubernetes('kube-apiserver', 'API server', 'control-planes'),
  ofKubernetes('kube-controller-manager', 'controller manager', 'control-planes'),
  ofKubernetes('kube-scheduler', 'scheduler', 'control-planes'),
  ofKubernetes('kube-proxy', 'kube-proxy', 'nodes'),
  ofItsOwn('etcd-main', 'etcd (main)', 'control-planes', ['etcd', 'etcd-manager-main']),
  ofItsOwn('etcd-events', 'etcd (events)', 'control-planes', ['etcd-manager-events']),
  // CoreDNS kept the label of kube-dns.
  ofItsOwn('cluster-dns', 'CoreDNS or kube-dns', 'replicas', ['coredns', 'kube-dns'], ['kube-dns']),
  ofItsOwn('dns-autoscaler', 'autoscaler of the cluster DNS', 'replicas', [
    'coredns-autoscaler',
    'kube-dns-autoscaler',
  ]),
  ofItsOwn('dns-controller', 'dns-controller', 'replicas', ['dns-controller']),
  ofItsOwn('kops-controller', 'kops-controller', 'control-planes', ['kops-controller']),
  ofItsOwn('network-plugin', 'network plugin', 'nodes', [
    ...[
      'aws-node',
      'calico-node',
      'canal',
      'cilium',
      'kindnet',
      'kopeio-networking-agent',
      'kube-flannel-ds',
    ],
    // `pod-network`: of this tool's kind clusters and test beds.
    ...['kube-router', 'pod-network', 'weave-net'],
  ]),
  ofItsOwn('network-plugin-control', 'controllers of the network plugin', 'replicas', [
    'calico-kube-controllers',
    'calico-typha',
    'cilium-operator',
  ]),
];

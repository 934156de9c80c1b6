/** Where Kubernetes keeps its own pods. */
export const systemNamespace = 'kube-system';

/** Where an inventory looks for pods: network plugins that have a namespace of their own are part of the cluster, too. */
export const inventoryNamespaces: readonly string[] = [systemNamespace, 'kube-flannel'];

/** The Service of the cluster's DNS, whichever Deployment serves it. */
export const dnsService = { namespace: systemNamespace, service: 'kube-dns' } as const;

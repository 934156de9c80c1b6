/** Where Kubernetes keeps its own pods. */
export const systemNamespace = 'kube-system';

/** The Service of the cluster's DNS, whichever Deployment serves it. */
export const dnsService = { namespace: systemNamespace, service: 'kube-dns' } as const;

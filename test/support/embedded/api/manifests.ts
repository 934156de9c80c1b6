/** Manifests for kubectl and for kinds, as JSON, which is also YAML. */

export const container = {
  name: 'web',
  image: 'web',
  env: [
    { name: 'FIRST', value: '1' },
    { name: 'SECOND', value: '2' },
  ],
  ports: [{ name: 'http', containerPort: 8080 }],
};

const labels = { app: 'web' };

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  },
};

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
};

export const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web' },
  spec: { minAvailable: 2, selector: { matchLabels: labels } },
};

export const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, 'node-role.kubernetes.io/worker': '' } },
  spec: {},
  status: {
    addresses: [{ type: 'InternalIP', address: '127.77.1.1' }],
    capacity: { cpu: '2', memory: '4Gi', pods: '110' },
    allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
        lastHeartbeatTime: '2026-01-01T00:00:00Z',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: 'embedded://1',
      kernelVersion: '6.1',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.34.4',
      machineID: '',
      operatingSystem: 'linux',
      osImage: 'Linux',
      systemUUID: '',
    },
  },
});

/** Like a pod of a ReplicaSet: drain evicts no other without being forced. */
export const pod = (name: string, nodeName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    labels,
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'replica-set', controller: true },
    ],
  },
  spec: { nodeName, containers: [container] },
});

export const runningStatus = {
  phase: 'Running',
  hostIP: '127.77.1.1',
  podIP: '127.77.1.2',
  podIPs: [{ ip: '127.77.1.2' }],
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [
    {
      name: 'web',
      image: 'web',
      imageID: 'web',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
    },
  ],
};

import type {
  Deployment,
  Node,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  Service,
} from '../../../../harness/embedded/objects.ts';

const created = '2026-01-01T00:00:00Z';

/** A node as its kubelet registers it; `more` overrides its parts. */
export function aNode(
  name: string,
  more: { labels?: Record<string, string>; spec?: Node['spec']; status?: Node['status'] } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: created,
      labels: { 'kubernetes.io/hostname': name, ...more.labels },
    },
    spec: { ...more.spec },
    status: { allocatable: { pods: '110' }, conditions: [ready('True')], ...more.status },
  };
}

/** A pod of the namespace `default`; on a node it runs and is ready. */
export function aPod(
  name: string,
  more: {
    on?: string;
    labels?: Record<string, string>;
    namespace?: string;
    owner?: { kind: string; name: string };
    deleted?: boolean;
    spec?: Partial<NonNullable<Pod['spec']>>;
    status?: Pod['status'];
  } = {},
): Pod {
  const owner = more.owner && {
    apiVersion: 'apps/v1',
    uid: `uid-${more.owner.name}`,
    controller: true,
    ...more.owner,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: more.namespace ?? 'default',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: created,
      labels: more.labels ?? {},
      ...(owner ? { ownerReferences: [owner] } : {}),
      ...(more.deleted ? { deletionTimestamp: created } : {}),
    },
    spec: {
      containers: [{ name: 'web', image: 'web' }],
      ...(more.on === undefined ? {} : { nodeName: more.on }),
      ...more.spec,
    },
    status:
      more.status ??
      (more.on === undefined ? { phase: 'Pending' } : { phase: 'Running', conditions: [ready('True')] }),
  };
}

export const ready = (status: 'True' | 'False' | 'Unknown') => ({
  type: 'Ready',
  status,
  lastTransitionTime: created,
});

/** A Service that selects `app: web`. */
export function aService(
  name: string,
  spec: Service['spec'] = {},
  labels: Record<string, string> = {},
): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: created,
      labels,
    },
    spec: {
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
      ...spec,
    },
  };
}

/** A budget over `app: web`. */
export function aBudget(
  spec: NonNullable<PodDisruptionBudget['spec']>,
  status?: PodDisruptionBudget['status'],
): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'uid-budget',
      resourceVersion: '1',
      creationTimestamp: created,
      generation: 1,
    },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** A ReplicaSet of that size, alone or of a Deployment. */
export function aReplicaSet(name: string, replicas: number, deployment?: string): ReplicaSet {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: deployment ?? '',
    uid: `uid-${deployment}`,
    controller: true,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: created,
      ...(deployment === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: { replicas, selector: { matchLabels: { app: 'web' } } },
  };
}

export function aDeployment(name: string, replicas: number): Deployment {
  const set = aReplicaSet(name, replicas);
  return { ...(set as unknown as Deployment), kind: 'Deployment' };
}

import type { Kind } from '../../objects.ts';

/**
 * How a strategic merge patch treats a field, from the tags `patchStrategy` and `patchMergeKey` of Kubernetes' types.
 */
export interface Field {
  /** A list whose items are merged by the value of this field. */
  readonly key?: string;
  /** A list of plain values without duplicates. */
  readonly values?: true;
  /** The fields of the object, or of the list's items. */
  readonly of?: Fields;
}

/** A list that is absent here is replaced as a whole; an object is merged. */
export type Fields = Readonly<Record<string, Field>>;

const metadata: Field = { of: { ownerReferences: { key: 'uid' }, finalizers: { values: true } } };

const containerFields: Fields = {
  ports: { key: 'containerPort' },
  env: { key: 'name' },
  volumeMounts: { key: 'mountPath' },
  volumeDevices: { key: 'devicePath' },
};
const containers: Field = { key: 'name', of: containerFields };

const podSpec: Field = {
  of: {
    containers,
    initContainers: containers,
    ephemeralContainers: containers,
    volumes: { key: 'name' },
    imagePullSecrets: { key: 'name' },
    hostAliases: { key: 'ip' },
    topologySpreadConstraints: { key: 'topologyKey' },
    schedulingGates: { key: 'name' },
    resourceClaims: { key: 'name' },
  },
};
const template: Field = { of: { metadata, spec: podSpec } };
const conditions: Field = { key: 'type' };
const withConditions: Field = { of: { conditions } };
const workload: Fields = { metadata, spec: { of: { template } }, status: withConditions };

/** By kind, as in k8s.io/api of 1.34. */
export const mergeKeys: Readonly<Record<Kind, Fields>> = {
  Namespace: { metadata, status: withConditions },
  Node: {
    metadata,
    spec: { of: { podCIDRs: { values: true } } },
    status: { of: { conditions, addresses: { key: 'type' } } },
  },
  Pod: {
    metadata,
    spec: podSpec,
    status: { of: { conditions, podIPs: { key: 'ip' }, hostIPs: { key: 'ip' } } },
  },
  Service: { metadata, spec: { of: { ports: { key: 'port' } } }, status: withConditions },
  Event: { metadata },
  ConfigMap: { metadata },
  Secret: { metadata },
  Deployment: workload,
  ReplicaSet: workload,
  DaemonSet: workload,
  PodDisruptionBudget: { metadata, status: withConditions },
  EndpointSlice: { metadata },
  Lease: { metadata },
};

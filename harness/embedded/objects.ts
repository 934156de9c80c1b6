import type {
  CoreV1Event,
  V1ConfigMap,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Lease,
  V1Namespace,
  V1Node,
  V1ObjectMeta,
  V1Pod,
  V1PodDisruptionBudget,
  V1ReplicaSet,
  V1Secret,
  V1Service,
} from '@kubernetes/client-node';

/**
 * The wire form of a type of the client library: timestamps are strings. Only types are used: the library is
 * never loaded here.
 */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Metadata of a stored object, with the fields that the API server always sets. */
export type Meta = Wire<V1ObjectMeta> & {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
};

/** A stored object of a kind. */
export type StoredObject<T> = Omit<Wire<T>, 'metadata'> & { metadata: Meta };

export type Namespace = StoredObject<V1Namespace>;
export type Node = StoredObject<V1Node>;
export type Pod = StoredObject<V1Pod>;
export type Service = StoredObject<V1Service>;
export type Event = StoredObject<CoreV1Event>;
export type ConfigMap = StoredObject<V1ConfigMap>;
export type Secret = StoredObject<V1Secret>;
export type Deployment = StoredObject<V1Deployment>;
export type ReplicaSet = StoredObject<V1ReplicaSet>;
export type DaemonSet = StoredObject<V1DaemonSet>;
export type PodDisruptionBudget = StoredObject<V1PodDisruptionBudget>;
export type EndpointSlice = StoredObject<V1EndpointSlice>;
export type Lease = StoredObject<V1Lease>;

/** Every kind that the embedded cluster has. */
export interface Kinds {
  Namespace: Namespace;
  Node: Node;
  Pod: Pod;
  Service: Service;
  Event: Event;
  ConfigMap: ConfigMap;
  Secret: Secret;
  Deployment: Deployment;
  ReplicaSet: ReplicaSet;
  DaemonSet: DaemonSet;
  PodDisruptionBudget: PodDisruptionBudget;
  EndpointSlice: EndpointSlice;
  Lease: Lease;
}
export type Kind = keyof Kinds;
export type AnyObject = Kinds[Kind];

/** An object to create: the API server sets the other fields. */
export type New<K extends Kind> = Omit<Kinds[K], 'metadata' | 'apiVersion' | 'kind'> & {
  metadata: Wire<V1ObjectMeta>;
};

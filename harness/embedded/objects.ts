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

/** A type of the client library as it is on the wire: times are text. Types only: the library is never loaded here. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Metadata of a stored object: what the API server always sets is there. */
export type Meta = Wire<V1ObjectMeta> & {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
};

/** A stored object of a kind. */
export type Stored<T> = Omit<Wire<T>, 'metadata'> & { metadata: Meta };

export type Namespace = Stored<V1Namespace>;
export type Node = Stored<V1Node>;
export type Pod = Stored<V1Pod>;
export type Service = Stored<V1Service>;
export type Event = Stored<CoreV1Event>;
export type ConfigMap = Stored<V1ConfigMap>;
export type Secret = Stored<V1Secret>;
export type Deployment = Stored<V1Deployment>;
export type ReplicaSet = Stored<V1ReplicaSet>;
export type DaemonSet = Stored<V1DaemonSet>;
export type PodDisruptionBudget = Stored<V1PodDisruptionBudget>;
export type EndpointSlice = Stored<V1EndpointSlice>;
export type Lease = Stored<V1Lease>;

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

/** An object to be created: the API server fills in the rest. */
export type New<K extends Kind> = Omit<Kinds[K], 'metadata' | 'apiVersion' | 'kind'> & {
  metadata: Wire<V1ObjectMeta>;
};

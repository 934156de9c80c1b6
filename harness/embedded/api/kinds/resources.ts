import type { Kind } from '../../objects.ts';
import { configMap } from './config-map.ts';
import { daemonSet } from './daemon-set.ts';
import { deployment } from './deployment.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { endpointSlice } from './endpoint-slice.ts';
import { event } from './event.ts';
import type { KindResource } from './kind-resource.ts';
import { lease } from './lease.ts';
import { namespace } from './namespace.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';
import { replicaSet } from './replica-set.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';

/** Every kind that the embedded cluster has. */
export const resources: { readonly [K in Kind]: KindResource<K> } = {
  Namespace: namespace,
  Node: node,
  Pod: pod,
  Service: service,
  Event: event,
  ConfigMap: configMap,
  Secret: secret,
  Deployment: deployment,
  ReplicaSet: replicaSet,
  DaemonSet: daemonSet,
  PodDisruptionBudget: disruptionBudget,
  EndpointSlice: endpointSlice,
  Lease: lease,
};
